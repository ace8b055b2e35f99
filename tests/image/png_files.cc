#include "tests/image/png_files.h"

namespace deepcars::image {
namespace {

/// A row without a filter as Deflate's stored block, the last.
Bytes stored_row(const Bytes& samples) {
  const auto length = static_cast<std::uint8_t>(samples.size() + 1);
  Bytes stored = {1, length, 0, static_cast<std::uint8_t>(~length), 0xFF, 0};
  stored.insert(stored.end(), samples.begin(), samples.end());
  return stored;
}

Bytes png_of(const std::vector<Bytes>& chunks) {
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  for (const Bytes& part : chunks) file.insert(file.end(), part.begin(), part.end());
  return file;
}

}  // namespace

Bytes chunk(std::string_view type, const Bytes& data) {
  Bytes result;
  for (int shift : {24, 16, 8, 0}) result.push_back(static_cast<std::uint8_t>(data.size() >> shift));
  result.insert(result.end(), type.begin(), type.end());
  result.insert(result.end(), data.begin(), data.end());
  result.insert(result.end(), 4, 0);
  return result;
}

Bytes with_chunk(Bytes png, std::size_t position, std::string_view type, const Bytes& data) {
  const Bytes added = chunk(type, data);
  png.insert(png.begin() + static_cast<std::ptrdiff_t>(position), added.begin(), added.end());
  return png;
}

Bytes apples_png(const Bytes& bgra) {
  const auto width = static_cast<std::uint8_t>(bgra.size() / 4);
  return png_of({chunk("CgBI", {0x50, 0, 0x20, 2}),
                 chunk("IHDR", {0, 0, 0, width, 0, 0, 0, 1, 8, 6, 0, 0, 0}), chunk("IDAT", stored_row(bgra)),
                 chunk("IEND", {})});
}

Bytes indexed_png(const Bytes& colors, const Bytes& indices) {
  const auto width = static_cast<std::uint8_t>(indices.size());
  Bytes data = {0x78, 1};  // zlib's header; its checksum is not looked at.
  const Bytes row = stored_row(indices);
  data.insert(data.end(), row.begin(), row.end());
  data.insert(data.end(), 4, 0);
  return png_of({chunk("IHDR", {0, 0, 0, width, 0, 0, 0, 1, 8, 3, 0, 0, 0}), chunk("PLTE", colors),
                 chunk("IDAT", data), chunk("IEND", {})});
}

}  // namespace deepcars::image
