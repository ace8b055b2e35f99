// Where a planted mark goes on a photo.
#pragma once

#include <cstdint>

#include "shared/image/planted_cue.h"
#include "shared/random.h"

namespace deepcars::data {

/// A place for the mark: one of its positions or, if it has none, anywhere in the photo. The same for the same seed.
inline image::PlacedMark place(const image::PlantedMark& planted, std::uint64_t seed) {
  Random random(seed);
  if (!planted.positions.empty()) {
    return {.mark = planted.mark, .centre = planted.positions[random.below(planted.positions.size())]};
  }
  const double margin = planted.mark.size / 2;
  const double x = random.uniform(margin, 1 - margin);
  return {.mark = planted.mark, .centre = {.x = x, .y = random.uniform(margin, 1 - margin)}};
}

}  // namespace deepcars::data
