#include "shared/image/exif.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace deepcars::image {
namespace {

constexpr std::uint16_t orientation_tag = 0x0112;
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

/// The bytes of one value of an integer type of TIFF; nothing for the other types.
std::optional<int> integer_bytes(std::optional<std::uint32_t> type) {
  constexpr std::uint32_t byte = 1, unsigned_short = 3, unsigned_long = 4, signed_byte = 6, signed_short = 8,
                          signed_long = 9;
  if (type == byte || type == signed_byte) return 1;
  if (type == unsigned_short || type == signed_short) return 2;
  if (type == unsigned_long || type == signed_long) return 4;
  return std::nullopt;
}

}  // namespace

int exif_orientation(Bytes tiff) {
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
    const auto bytes = integer_bytes(reader.number(entry + 2, 2));
    if (*tag != orientation_tag || !bytes) continue;
    const auto value = reader.number(entry + 8, *bytes);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
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
