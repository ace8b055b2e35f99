// PNG files put together from their chunks (ISO/IEC 15948).
#pragma once

#include <cstddef>
#include <string_view>

#include "tests/image/image_files.h"

namespace deepcars::image {

inline constexpr std::size_t png_signature_bytes = 8, png_header_bytes = png_signature_bytes + 25;

/// A chunk whose checksum is not computed: stb_image does not look at it.
Bytes chunk(std::string_view type, const Bytes& data);

/// The file with a chunk more, at that byte.
Bytes with_chunk(Bytes png, std::size_t position, std::string_view type, const Bytes& data);

/// A picture of one row as iPhones' programs have it: no zlib header, blue first, colours multiplied by alpha.
Bytes apples_png(const Bytes& bgra);

/// A picture of one row: the colours of its palette, three bytes each, and an index for each pixel.
Bytes indexed_png(const Bytes& colors, const Bytes& indices);

}  // namespace deepcars::image
