// PNG files, decoded by stb_image.
#pragma once

#include <cstdint>
#include <span>

#include "shared/error.h"
#include "shared/image/decode.h"

namespace deepcars::image {

/// decode() for a file that begins as a PNG does.
Expected<DecodedPhoto> decode_png(std::span<const std::uint8_t> file, const DecodeLimits& limits);

}  // namespace deepcars::image
