// JPEG files, decoded by libjpeg-turbo, which is the same library natively and in the page.
#pragma once

#include <cstdint>
#include <span>

#include "shared/error.h"
#include "shared/image/decode.h"

namespace deepcars::image {

/// decode() for a file that begins as a JPEG does.
Expected<DecodedPhoto> decode_jpeg(std::span<const std::uint8_t> file, const DecodeLimits& limits);

}  // namespace deepcars::image
