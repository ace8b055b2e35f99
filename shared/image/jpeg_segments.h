// The segments of a JPEG file, one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace deepcars::image {

/// A marker segment (ITU-T T.81, B.1.1.4).
struct JpegSegment {
  std::uint8_t marker;                    ///< The byte behind 0xFF.
  std::size_t length;                     ///< Bytes of payload that the segment claims.
  std::span<const std::uint8_t> payload;  ///< From its start to the file's end; may be shorter than length.
};

inline constexpr std::uint8_t jpeg_define_huffman_tables = 0xC4;
inline constexpr std::uint8_t jpeg_start_of_scan = 0xDA;
inline constexpr std::uint8_t jpeg_app1 = 0xE1;

/// Iterates over a file's segments as stb_image does, skipping the bytes between them (padding, compressed
/// data, restart markers).
class JpegSegments {
 public:
  explicit JpegSegments(std::span<const std::uint8_t> jpeg) : jpeg_(jpeg) {}

  /// The next segment; nothing at the end of the image or of the file, or where a length is impossible.
  std::optional<JpegSegment> next();

 private:
  std::span<const std::uint8_t> jpeg_;
  std::size_t position_ = 2;  // Behind the start-of-image marker.
};

}  // namespace deepcars::image
