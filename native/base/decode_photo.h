// The one place where the command line turns a file into a picture.
#pragma once

#include <cstdint>
#include <span>

#include "shared/error.h"
#include "shared/image/decode.h"

namespace deepcars::base {

/// JPEG and PNG by image::decode, with the same bits as in the page; WebP, TIFF, BMP, GIF (its first frame), AVIF and
/// HEIC by libraries of the system, whose name the notes then have. Errors: those of image::decode.
Expected<image::DecodedPhoto> decode_photo(std::span<const std::uint8_t> file);

}  // namespace deepcars::base
