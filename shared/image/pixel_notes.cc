#include "shared/image/pixel_notes.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "shared/image/exif.h"

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool starts_with(Bytes bytes, std::string_view text) {
  return bytes.size() >= text.size() && std::equal(text.begin(), text.end(), bytes.begin());
}

/// What the first chunk with this name holds; empty if there is none.
Bytes chunk_of_webp(Bytes file, std::string_view name) {
  constexpr std::size_t file_header_bytes = 12, header_bytes = 8;
  for (std::size_t at = file_header_bytes; at < file.size() && file.size() - at >= header_bytes;) {
    const Bytes header = file.subspan(at, header_bytes);
    const std::size_t length = header[4] | header[5] << 8 | header[6] << 16 | std::size_t{header[7]} << 24;
    at += header_bytes;
    if (file.size() - at < length) return {};
    if (starts_with(header, name)) return file.subspan(at, length);
    at += length + length % 2;
  }
  return {};
}

/// Some programs write the name that JPEG has before the block.
Bytes without_name(Bytes exif) {
  constexpr std::string_view name("Exif\0\0", 6);
  return starts_with(exif, name) ? exif.subspan(name.size()) : exif;
}

}  // namespace

PixelNotes pixel_notes(Bytes file, FileFormat format) {
  if (format == FileFormat::tiff) return {.icc_profile = tiff_icc_profile(file)};
  if (format != FileFormat::webp) return {};
  return {.orientation = exif_orientation(without_name(chunk_of_webp(file, "EXIF"))),
          .icc_profile = chunk_of_webp(file, "ICCP")};
}

}  // namespace deepcars::image
