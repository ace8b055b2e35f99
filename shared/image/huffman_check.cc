#include "shared/image/huffman_check.h"

#include <cstddef>
#include <numeric>

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint8_t define_huffman_tables = 0xC4, temporary = 0x01, first_restart = 0xD0,
                       start_of_image = 0xD8, end_of_image = 0xD9;

bool has_no_length(std::uint8_t marker) {
  return marker == 0x00 || marker == temporary || (marker >= first_restart && marker <= start_of_image);
}

/// A segment's tables, each a byte of class and number, the count of codes of each length 1..16, the values.
/// The last may reach past the segment's length, as stb_image reads it.
bool is_sound(Bytes tables, std::size_t length) {
  constexpr std::size_t head_bytes = 17;
  constexpr int most_codes = 256;
  for (std::size_t read = 0; read < length && tables.size() >= read + head_bytes;) {
    const Bytes counts = tables.subspan(read + 1, head_bytes - 1);
    const int codes = std::accumulate(counts.begin(), counts.end(), 0);
    if (codes > most_codes) return false;
    read += head_bytes + static_cast<std::size_t>(codes);
  }
  return true;
}

}  // namespace

bool has_sound_huffman_tables(Bytes jpeg) {
  std::size_t position = 2;  // behind the start-of-image marker
  while (position + 4 <= jpeg.size()) {
    const std::uint8_t marker = jpeg[position + 1];
    if (jpeg[position] != 0xFF || marker == 0xFF) {  // compressed data, padding
      ++position;
      continue;
    }
    if (marker == end_of_image) return true;
    position += 2;
    if (has_no_length(marker)) continue;
    const std::size_t length = static_cast<std::size_t>(jpeg[position] << 8 | jpeg[position + 1]);
    if (length < 2) return true;  // Damaged, as the decoder will say.
    if (marker == define_huffman_tables && !is_sound(jpeg.subspan(position + 2), length - 2)) return false;
    position += length;
  }
  return true;
}

}  // namespace deepcars::image
