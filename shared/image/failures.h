// What the decoders of several formats say alike when they refuse a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"

namespace deepcars::image {

/// Error image_damaged; reason is one clause.
tl::unexpected<Error> damaged(std::string_view reason);

/// Error image_unsupported; kind as in "this kind of JPEG (lossless)".
tl::unexpected<Error> unsupported(std::string_view kind, std::string_view usual);

/// Error image_too_large if a picture of this size is above this number of pixels.
Expected<void> check_size(std::int64_t width_px, std::int64_t height_px, std::int64_t max_pixels);

/// Error image_too_large: there is no memory for that many.
tl::unexpected<Error> no_memory(std::int64_t width_px, std::int64_t height_px);

/// Makes room for that many bytes, all zero; false if there is no memory for them. With Emscripten a container that
/// cannot grow ends the program, so it is asked for beforehand.
bool make_room(std::vector<std::uint8_t>& bytes, std::size_t size);

}  // namespace deepcars::image
