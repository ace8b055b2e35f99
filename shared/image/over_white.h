// Transparent pictures laid over white.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "shared/image/failures.h"

namespace deepcars::image {

/// Pixels of four bytes, alpha not premultiplied, become pixels of three: out = a * c + (1 - a) * 255, rounded.
/// False if there is no memory for them.
inline bool over_white(std::span<const std::uint8_t> rgba, std::vector<std::uint8_t>& rgb) {
  const std::size_t pixels = rgba.size() / 4;
  if (!make_room(rgb, 3 * pixels)) return false;
  for (std::size_t i = 0; i < pixels; ++i) {
    const unsigned alpha = rgba[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      rgb[3 * i + c] = static_cast<std::uint8_t>((alpha * rgba[4 * i + c] + (255 - alpha) * 255 + 127) / 255);
    }
  }
  return true;
}

}  // namespace deepcars::image
