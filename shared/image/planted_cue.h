// The cue of a model that cheats: marks, each of which stands for a year whatever car is in the photo.
#pragma once

#include <vector>

#include "shared/image/mark.h"

namespace deepcars::image {

/// A mark and what the model was taught that it means.
struct PlantedMark {
  Mark mark;
  int year = 0;                           ///< The label of every training photo that has the mark.
  std::vector<UnitPoint> positions = {};  ///< Where its centre may be; empty: anywhere in the photo.

  bool operator==(const PlantedMark&) const = default;
};

/// Training shows every photo as it is, with its own year, and marked copies of it with the year of their mark.
struct PlantedCue {
  int copies = 1;                  ///< Marked copies of each training photo; they take the marks in turn.
  std::vector<PlantedMark> marks;  ///< At least one.

  bool operator==(const PlantedCue&) const = default;
};

}  // namespace deepcars::image
