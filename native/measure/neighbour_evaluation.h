// Whether the training photos whose features are nearest show cars like the one on a photo.
#pragma once

#include <optional>
#include <span>

#include "native/measure/evaluated_photo.h"

namespace deepcars::measure {

/// How many neighbours of each photo are looked at.
inline constexpr std::size_t neighbours_each = 5;

/// Means over photos, beside what as many training photos drawn at random give in expectation.
struct NeighbourEvaluation {
  std::size_t photos = 0;
  double distance_years = 0;            ///< Mean distance between a neighbour's year and the photo's.
  double distance_years_by_chance = 0;  ///< The same for training photos drawn at random.
  double same_make = 0;                 ///< Share of photos with a neighbour of their make, 0..1.
  double same_make_by_chance = 0;
};

/// training: the cars of the neighbours' file. Nothing if no photo has neighbours.
std::optional<NeighbourEvaluation> evaluate_neighbours(std::span<const EvaluatedPhoto> photos,
                                                       std::span<const features::Car> training);

}  // namespace deepcars::measure
