#include "shared/image/exif.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace deepcars::image {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112, icc_profile_tag = 0x8773;
constexpr std::size_t directory_entry_bytes = 12;

using Bytes = std::span<const std::uint8_t>;

/// The bytes of one value of an integer type of TIFF; nothing for the other types.
std::optional<int> integer_bytes(std::uint32_t type) {
  constexpr std::uint32_t byte = 1, unsigned_short = 3, unsigned_long = 4, signed_byte = 6, signed_short = 8,
                          signed_long = 9;
  if (type == byte || type == signed_byte) return 1;
  if (type == unsigned_short || type == signed_short) return 2;
  if (type == unsigned_long || type == signed_long) return 4;
  return std::nullopt;
}

/// The type of bytes that only their reader understands.
bool is_undefined(std::uint32_t type) { return type == 7; }

/// Reads numbers of a TIFF block in the block's byte order; nothing past its end.
struct TiffReader {
  Bytes bytes;
  bool big_endian;

  /// An entry of a directory. At `value` stands its value or, if that is longer than four bytes, where it begins.
  struct Entry {
    std::uint32_t type = 0, count = 0;
    std::size_t value = 0;
  };

  std::optional<std::uint32_t> number(std::size_t offset, int count) const {
    if (offset > bytes.size() || bytes.size() - offset < static_cast<std::size_t>(count)) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
      value = (value << 8) | bytes[offset + static_cast<std::size_t>(big_endian ? i : count - 1 - i)];
    }
    return value;
  }

  /// The first entry of the first directory with that tag and a type for which is_right(type) holds.
  template <class IsRight>
  std::optional<Entry> entry(std::uint32_t tag, const IsRight& is_right) const {
    const auto directory = number(4, 4);
    const auto entries = directory ? number(*directory, 2) : std::nullopt;
    for (std::uint32_t i = 0; entries && i < *entries; ++i) {
      const std::size_t at = std::size_t{*directory} + 2 + i * directory_entry_bytes;
      const auto this_tag = number(at, 2), type = number(at + 2, 2), count = number(at + 4, 4);
      if (!count) break;
      if (*this_tag == tag && is_right(*type)) return Entry{.type = *type, .count = *count, .value = at + 8};
    }
    return std::nullopt;
  }
};

std::optional<TiffReader> open_tiff(Bytes tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return std::nullopt;
  const TiffReader reader{tiff, tiff[0] == 'M'};
  return reader.number(2, 2) == 42u ? std::optional(reader) : std::nullopt;
}

}  // namespace

int exif_orientation(Bytes tiff) {
  const auto reader = open_tiff(tiff);
  const auto entry = reader ? reader->entry(orientation_tag, integer_bytes) : std::nullopt;
  if (!entry) return 1;
  const auto value = reader->number(entry->value, *integer_bytes(entry->type));
  return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
}

Bytes tiff_icc_profile(Bytes tiff) {
  const auto reader = open_tiff(tiff);
  const auto entry = reader ? reader->entry(icc_profile_tag, is_undefined) : std::nullopt;
  const auto place = entry ? reader->number(entry->value, 4) : std::nullopt;
  if (!place || *place > tiff.size() || tiff.size() - *place < entry->count) return {};
  return tiff.subspan(*place, entry->count);
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
