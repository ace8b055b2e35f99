// Picture files made in memory for the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::image {

using Bytes = std::vector<std::uint8_t>;

/// A picture whose every pixel is different enough from its neighbours to notice a turn or a mirror.
Image gradient_picture(int width_px, int height_px);

Bytes encode_jpeg(const Image& picture, int quality = 95);
Bytes encode_png(const Image& picture);
/// rgba is [height_px, width_px, 4].
Bytes encode_png_rgba(int width_px, int height_px, const Bytes& rgba);

/// The number in so many bytes, the lowest first.
std::string little_endian(std::size_t number, int bytes);

/// A chunk of RIFF, as a WebP has them, with a byte more if its length is odd.
std::string riff_chunk(std::string_view name, std::string_view data);

/// An EXIF block that holds nothing but the orientation, as a value of that type of TIFF: 1 BYTE, 3 SHORT, 4 LONG, 6, 8
/// and 9 the same with a sign.
Bytes exif_block(int orientation, bool big_endian, int type = 3);

/// The same JPEG with that block.
Bytes with_exif_orientation(const Bytes& jpeg, int orientation, bool big_endian, int type = 3);

}  // namespace deepcars::image
