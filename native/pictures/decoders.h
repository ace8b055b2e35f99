// The decoders of the module. Each fills the reply; they throw only what the standard library and OpenCV throw.
#pragma once

#include "native/pictures/other_formats.h"

namespace deepcars::pictures {

/// WebP, TIFF and BMP, 8 or 16 bits, by the system's OpenCV.
void decode_by_opencv(const Request& request, Reply& reply);

/// HEIC and AVIF, by libheif.
void decode_heif(const Request& request, Reply& reply);

/// The first frame of a GIF, by stb_image.
void decode_gif(const Request& request, Reply& reply);

/// Notes the size; false, and too_large, if it is above the request's limit.
inline bool fits(const Request& request, std::int64_t width_px, std::int64_t height_px, Reply& reply) {
  constexpr std::int64_t longest_side_px = 1 << 20;
  reply.width_px = static_cast<int>(width_px < longest_side_px ? width_px : longest_side_px);
  reply.height_px = static_cast<int>(height_px < longest_side_px ? height_px : longest_side_px);
  reply.too_large = std::int64_t{reply.width_px} * reply.height_px > request.max_pixels;
  return !reply.too_large;
}

}  // namespace deepcars::pictures
