#include "shared/image/exif.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "shared/image/jpeg_segments.h"

namespace deepcars::image {
namespace {

constexpr std::uint16_t orientation_tag = 0x0112;
constexpr std::uint16_t type_short = 3;
constexpr std::size_t directory_entry_bytes = 12;

using Bytes = std::span<const std::uint8_t>;

/// Reads numbers of a TIFF block in the block's byte order; nothing past its end.
struct TiffReader {
  Bytes bytes;
  bool big_endian;

  std::optional<std::uint32_t> number(std::size_t offset, int count) const {
    if (offset > bytes.size() || bytes.size() - offset < static_cast<std::size_t>(count)) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      value = (value << 8) | bytes[offset + static_cast<std::size_t>(big_endian ? i : count - 1 - i)];
    }
    return value;
  }
};

int orientation_of_tiff(Bytes tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 1;
  const TiffReader reader{tiff, tiff[0] == 'M'};
  const auto directory = reader.number(4, 4);
  if (reader.number(2, 2) != 42u || !directory) return 1;
  const auto entries = reader.number(*directory, 2);
  if (!entries) return 1;
  for (std::uint32_t i = 0; i < *entries; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * directory_entry_bytes;
    const auto tag = reader.number(entry, 2);
    if (!tag) return 1;
    if (*tag != orientation_tag || reader.number(entry + 2, 2) != type_short) continue;
    const auto value = reader.number(entry + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

}  // namespace

int exif_orientation(Bytes jpeg) {
  constexpr std::array<std::uint8_t, 6> exif_name = {'E', 'x', 'i', 'f', 0, 0};
  JpegSegments segments(jpeg);
  while (const auto segment = segments.next()) {
    if (segment->marker == jpeg_start_of_scan || segment->length > segment->payload.size()) return 1;
    const Bytes payload = segment->payload.first(segment->length);
    if (segment->marker == jpeg_app1 && payload.size() > exif_name.size() &&
        std::equal(exif_name.begin(), exif_name.end(), payload.begin()))
      return orientation_of_tiff(payload.subspan(exif_name.size()));
  }
  return 1;
}

Image apply_orientation(Image picture, int orientation) {
  if (orientation == 1) return picture;
  const bool transposed = orientation >= 5;
  const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int width = picture.width_px, height = picture.height_px;

  Image upright{transposed ? height : width, transposed ? width : height, {}};
  upright.rgb.resize(picture.rgb.size());
  std::uint8_t* out = upright.rgb.data();
  for (int y = 0; y < upright.height_px; ++y) {
    for (int x = 0; x < upright.width_px; ++x, out += 3) {
      // (x, y) is upright; (u, v) is where the file keeps that pixel.
      int u = transposed ? y : x, v = transposed ? x : y;
      if (mirror_x) u = width - 1 - u;
      if (mirror_y) v = height - 1 - v;
      const std::uint8_t* in =
          &picture.rgb[3 * (static_cast<std::size_t>(v) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(u))];
      std::copy(in, in + 3, out);
    }
  }
  return upright;
}

}  // namespace deepcars::image
