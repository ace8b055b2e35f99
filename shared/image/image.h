// The decoded picture that the rest of deepCars works on.
#pragma once

#include <cstdint>
#include <vector>

namespace deepcars::image {

/// An 8-bit sRGB picture, upright, without alpha.
struct Image {
  int width_px = 0;
  int height_px = 0;
  std::vector<std::uint8_t> rgb;  ///< Interleaved [height_px, width_px, 3], values 0..255.
};

}  // namespace deepcars::image
