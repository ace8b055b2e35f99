// Small pictures for measures that need a photo.
#pragma once

#include <cstdint>

#include "shared/image/image.h"

namespace deepcars::measure {

/// A bright square on a slope of brightness; `first` is its left column, 0..size_px - 16.
inline image::Image square_on_slope(int size_px, int first) {
  image::Image picture{.width_px = size_px, .height_px = size_px, .rgb = {}};
  for (int y = 0; y < size_px; ++y) {
    for (int x = 0; x < size_px; ++x) {
      const bool inside = x >= first && x < first + 16 && y >= 16 && y < 32;
      const int value = inside ? 255 : 128 + (x - y) * 100 / size_px;
      picture.rgb.insert(picture.rgb.end(), 3, static_cast<std::uint8_t>(value));
    }
  }
  return picture;
}

}  // namespace deepcars::measure
