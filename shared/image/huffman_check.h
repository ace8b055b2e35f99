// What stb_image leaves unchecked in a JPEG file.
#pragma once

#include <cstdint>
#include <span>

namespace deepcars::image {

/// False if one of the file's Huffman tables (DHT segments, ITU-T T.81, B.2.4.2) names more codes than there
/// are values of a byte. stb_image 2.27 (Debian 12's) builds its tables without a check and writes past their
/// end; remove this once every supported release has one that checks, as stb_image's later versions do.
bool has_sound_huffman_tables(std::span<const std::uint8_t> jpeg);

}  // namespace deepcars::image
