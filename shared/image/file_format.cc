#include "shared/image/file_format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "shared/text.h"

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;
using namespace std::string_view_literals;

constexpr FormatInfo picture(FileFormat format, std::string_view article, std::string_view name) {
  return {.format = format,
          .article = article,
          .name = name,
          .is_picture = true,
          .hint = "export it as JPEG and try again"};
}
constexpr FormatInfo other_picture(std::string_view article, std::string_view name) {
  return picture(FileFormat::other, article, name);
}
constexpr FormatInfo container(std::string_view name) {
  return {.article = "a", .name = name, .hint = "save the photo in it as JPEG and try again"};
}
constexpr FormatInfo video = {
    .article = "a", .name = "video", .hint = "save a still of it as JPEG and try again"};

/// Bytes at the very start of a file; "?" stands for any byte.
struct Signature {
  std::string_view bytes;
  FormatInfo format;
};

constexpr std::array signatures = {
    Signature{"\xff\xd8\xff"sv, picture(FileFormat::jpeg, "a", "JPEG")},
    Signature{"\x89PNG\r\n\x1a\n"sv, picture(FileFormat::png, "a", "PNG")},
    Signature{"GIF8"sv, picture(FileFormat::gif, "a", "GIF")},
    Signature{"RIFF????WEBP"sv, picture(FileFormat::webp, "a", "WebP")},
    Signature{"II*\0"sv, picture(FileFormat::tiff, "a", "TIFF or raw")},
    Signature{"MM\0*"sv, picture(FileFormat::tiff, "a", "TIFF or raw")},
    Signature{"BM????\0\0\0\0"sv, picture(FileFormat::bmp, "a", "BMP")},
    Signature{"\0\0\1\0"sv, other_picture("an", "ICO")},
    Signature{"\xff\x0a"sv, other_picture("a", "JPEG XL")},
    Signature{"\0\0\0\x0cJXL "sv, other_picture("a", "JPEG XL")},
    Signature{"\0\0\0\x0cjP  "sv, other_picture("a", "JPEG 2000")},
    Signature{"8BPS"sv, other_picture("a", "Photoshop")},
    Signature{"\x1a\x45\xdf\xa3"sv, video},
    Signature{"%PDF"sv, container("PDF document")},
    Signature{"PK\3\4"sv, container("ZIP archive or office document")},
};

/// Brands of ISO base media files (ISO/IEC 14496-12) by what they mean, the most telling first.
struct Brands {
  std::vector<std::string_view> names;
  FormatInfo format;
};

const std::array<Brands, 3>& brands() {
  static const std::array<Brands, 3> all = {{
      {{"avif", "avis"}, picture(FileFormat::avif, "an", "AVIF")},
      {{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"},
       picture(FileFormat::heic, "a", "HEIC")},
      {{"crx "}, other_picture("a", "raw")},
  }};
  return all;
}

/// The file's first bytes as text.
std::string start_of(Bytes file) {
  constexpr std::size_t bytes = 512;
  const Bytes start = file.first(std::min(bytes, file.size()));
  return {start.begin(), start.end()};
}

bool starts_with(std::string_view text, std::string_view signature) {
  if (text.size() < signature.size()) return false;
  for (std::size_t i = 0; i < signature.size(); ++i) {
    if (signature[i] != '?' && signature[i] != text[i]) return false;
  }
  return true;
}

/// The kind of an ISO base media file, by the brands that its first box lists.
FormatInfo media_format(std::string_view start) {
  std::size_t box_bytes = 0;
  for (std::size_t i = 0; i < 4; ++i) box_bytes = 256 * box_bytes + static_cast<unsigned char>(start[i]);
  const std::string_view box = start.substr(0, box_bytes);
  for (const Brands& row : brands()) {
    for (std::size_t at = 8; at + 4 <= box.size(); at += 4) {
      if (std::find(row.names.begin(), row.names.end(), box.substr(at, 4)) != row.names.end())
        return row.format;
    }
  }
  return video;
}

/// The first bytes as evidence: as text where most of them are letters, else in hexadecimal.
std::string evidence(Bytes file) {
  constexpr std::size_t shown_as_text = 12, shown_as_numbers = 8;
  const Bytes start = file.first(std::min(shown_as_text, file.size()));
  const auto is_printable = [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f; };
  const auto printable = static_cast<std::size_t>(std::count_if(start.begin(), start.end(), is_printable));
  std::string text;
  if (printable >= std::max<std::size_t>(4, (start.size() + 1) / 2)) {
    for (const std::uint8_t byte : start) text += is_printable(byte) ? static_cast<char>(byte) : '.';
    return '"' + text + '"';
  }
  for (const std::uint8_t byte : start.first(std::min(shown_as_numbers, start.size()))) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (!text.empty()) text += ' ';
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace

FormatInfo file_format(Bytes file) {
  const std::string start = start_of(file);
  if (start.size() >= 12 && start.compare(4, 4, "ftyp") == 0) return media_format(start);
  for (const Signature& row : signatures) {
    if (starts_with(start, row.bytes)) return row.format;
  }
  const std::string lower = lower_case(start);
  if (lower.find("<svg ") != std::string::npos || lower.find("<svg>") != std::string::npos)
    return other_picture("an", "SVG");
  const std::size_t text = lower.find_first_not_of(" \t\r\n");
  if (text != std::string::npos &&
      (lower.compare(text, 5, "<html") == 0 || lower.compare(text, 14, "<!doctype html") == 0))
    return container("web page");
  return {};
}

Error undecodable(Bytes file) {
  constexpr std::string_view hint = "choose a JPEG or PNG file, or save the picture as one";
  if (file.empty()) return {ErrorCode::not_an_image, "the file is empty", hint};
  const FormatInfo format = file_format(file);
  const std::string begins = " (it begins with " + evidence(file) + ")";
  if (format.name.empty())
    return {ErrorCode::not_an_image, "the file is no picture that is known here" + begins, hint};
  return {ErrorCode::not_an_image,
          "the file is " + std::string(format.article) + " " + std::string(format.name) +
              (format.is_picture ? " picture" : "") + begins + ", " +
              (format.is_picture ? "which cannot be decoded here" : "not a picture"),
          format.hint};
}

}  // namespace deepcars::image
