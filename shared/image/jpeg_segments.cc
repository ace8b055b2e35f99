#include "shared/image/jpeg_segments.h"

namespace deepcars::image {
namespace {

constexpr std::uint8_t temporary = 0x01, first_restart = 0xD0, start_of_image = 0xD8, end_of_image = 0xD9;

bool has_no_length(std::uint8_t marker) {
  return marker == 0x00 || marker == temporary || (marker >= first_restart && marker <= start_of_image);
}

}  // namespace

std::optional<JpegSegment> JpegSegments::next() {
  while (position_ + 4 <= jpeg_.size()) {
    const std::uint8_t marker = jpeg_[position_ + 1];
    if (jpeg_[position_] != 0xFF || marker == 0xFF) {  // compressed data, padding
      ++position_;
      continue;
    }
    if (marker == end_of_image) return std::nullopt;
    position_ += 2;
    if (has_no_length(marker)) continue;
    const std::size_t length = static_cast<std::size_t>(jpeg_[position_] << 8 | jpeg_[position_ + 1]);
    if (length < 2) return std::nullopt;  // Damaged; the decoder reports it.
    const JpegSegment segment{
        .marker = marker, .length = length - 2, .payload = jpeg_.subspan(position_ + 2)};
    position_ += length;
    return segment;
  }
  return std::nullopt;
}

}  // namespace deepcars::image
