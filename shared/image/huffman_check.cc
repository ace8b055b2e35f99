#include "shared/image/huffman_check.h"

#include <cstddef>
#include <numeric>

#include "shared/image/jpeg_segments.h"

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// Checks a segment's tables. Each has a byte of class and number, the count of codes of each length 1..16,
/// and the values. The last may reach past the segment's length, as stb_image reads it.
bool is_sound(Bytes tables, std::size_t length) {
  constexpr std::size_t head_bytes = 17;
  constexpr int max_codes = 256;
  for (std::size_t read = 0; read < length && tables.size() >= read + head_bytes;) {
    const Bytes counts = tables.subspan(read + 1, head_bytes - 1);
    const int codes = std::accumulate(counts.begin(), counts.end(), 0);
    if (codes > max_codes) return false;
    read += head_bytes + static_cast<std::size_t>(codes);
  }
  return true;
}

}  // namespace

bool has_sound_huffman_tables(Bytes jpeg) {
  JpegSegments segments(jpeg);
  while (const auto segment = segments.next()) {
    if (segment->marker == jpeg_define_huffman_tables && !is_sound(segment->payload, segment->length))
      return false;
  }
  return true;
}

}  // namespace deepcars::image
