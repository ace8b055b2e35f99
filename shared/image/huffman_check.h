// What stb_image leaves unchecked in a JPEG file.
#pragma once

#include <cstdint>
#include <span>

namespace deepcars::image {

/// False if one of the file's Huffman tables (DHT segments, ITU-T T.81, B.2.4.2) names more codes than there
/// are values of a byte. stb_image builds its tables without asking, and writes past their end.
bool has_sound_huffman_tables(std::span<const std::uint8_t> jpeg);

}  // namespace deepcars::image
