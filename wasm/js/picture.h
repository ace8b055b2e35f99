// An RGBA picture, as an ImageData or a WebGL texture takes it.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::js {

struct Picture {
  int width_px = 0;
  int height_px = 0;
  /// [height_px, width_px, 4], 0..255, alpha not premultiplied.
  std::vector<std::uint8_t> rgba;
};

/// The picture with full alpha.
inline Picture opaque(const image::Image& image) {
  Picture picture{.width_px = image.width_px, .height_px = image.height_px, .rgba = {}};
  picture.rgba.reserve(image.rgb.size() / 3 * 4);
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    picture.rgba.insert(picture.rgba.end(), {image.rgb[i], image.rgb[i + 1], image.rgb[i + 2], 255});
  }
  return picture;
}

}  // namespace deepcars::js
