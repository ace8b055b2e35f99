// JPEG files of pictures, written and read by libjpeg-turbo.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::base {

/// The picture as the bytes of a JPEG file with 4:2:0 chroma; quality 1..100. Errors: invalid_argument if the encoder
/// refuses, as it does for sides above 65,500 px.
Expected<std::vector<std::uint8_t>> encode_jpeg(const image::Image& picture, int quality);

/// The picture in a file that encode_jpeg wrote. It is not for files from elsewhere: image::decode is, which knows their
/// orientation and limits. Errors: internal if it cannot be decoded.
Expected<image::Image> decode_own_jpeg(std::span<const std::uint8_t> file);

}  // namespace deepcars::base
