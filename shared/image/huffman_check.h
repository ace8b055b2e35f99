// A check of JPEG files that stb_image lacks.
#pragma once

#include <cstdint>
#include <span>

namespace deepcars::image {

/// False if one of the file's Huffman tables (DHT segments, ITU-T T.81, B.2.4.2) has more than 256 codes, one
/// for each value of a byte. stb_image 2.27 (in Debian 12) builds its tables without a check and writes past
/// their end. Remove this once every supported release has a later stb_image, which checks.
bool has_sound_huffman_tables(std::span<const std::uint8_t> jpeg);

}  // namespace deepcars::image
