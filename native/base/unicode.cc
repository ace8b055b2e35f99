#include "native/base/unicode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

constexpr char32_t replacement = 0xFFFD;

/// What Windows-1252 has at 0x80 to 0x9F; its other bytes are their own code points.
constexpr std::array<char32_t, 32> windows_1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

bool stands_for_itself_in_urls(unsigned char byte) {
  const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return is_letter || (byte >= '0' && byte <= '9') ||
         std::string_view("-._~/").find(static_cast<char>(byte)) != std::string_view::npos;
}

/// The byte that two hexadecimal digits stand for.
std::optional<char> hexadecimal(const std::string& digits) {
  unsigned byte = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, byte, 16);
  if (digits.size() != 2 || problem != std::errc() || stopped != end) return std::nullopt;
  return static_cast<char>(byte);
}

}  // namespace

std::string to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string converted;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    append_utf8(converted, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80u] : byte);
  }
  return converted;
}

std::string utf8_of_utf16(std::span<const std::uint8_t> bytes, std::endian order) {
  const auto unit = [&](std::size_t i) -> char32_t {
    const char32_t first = bytes[2 * i], second = bytes[2 * i + 1];
    return order == std::endian::little ? second << 8 | first : first << 8 | second;
  };
  const auto is_low = [](char32_t code) { return code >= 0xDC00 && code < 0xE000; };
  const std::size_t units = bytes.size() / 2;
  std::string text;
  text.reserve(units);
  for (std::size_t i = 0; i < units; ++i) {
    char32_t code = unit(i);
    if (code >= 0xD800 && code < 0xDC00 && i + 1 < units && is_low(unit(i + 1))) {
      code = 0x1'0000 + ((code - 0xD800) << 10) + (unit(++i) - 0xDC00);
    } else if (code >= 0xD800 && code < 0xE000) {
      code = replacement;
    }
    append_utf8(text, code);
  }
  return text;
}

std::string path_text(const fs::path& path) {
  if (is_utf8(path.native())) return path.generic_string();
  std::error_code problem;
  const fs::path absolute = fs::absolute(path, problem);
  std::string url = "file://";
  for (const char letter : (problem ? path : absolute).generic_string()) {
    const auto byte = static_cast<unsigned char>(letter);
    constexpr std::string_view digits = "0123456789ABCDEF";
    url += stands_for_itself_in_urls(byte) ? std::string(1, letter)
                                           : std::string{'%', digits[byte >> 4u], digits[byte & 0xFu]};
  }
  return url;
}

fs::path path_of(std::string_view text) {
  constexpr std::string_view scheme = "file:/";
  if (lower_case(text.substr(0, scheme.size())) != scheme) return text;
  text.remove_prefix(scheme.size() - 1);
  if (text.starts_with("//"))
    text.remove_prefix(std::min(text.find('/', 2), text.size()));  // A machine's name.
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? hexadecimal(std::string(text.substr(i + 1, 2))) : std::nullopt;
    const bool is_escape = byte && *byte != '\0';  // A NUL would cut the path.
    path += is_escape ? *byte : text[i];
    if (is_escape) i += 2;
  }
  const bool has_drive = path.size() >= 3 && path[2] == ':';  // "/C:/cars" is Windows' "C:/cars".
  return has_drive ? path.substr(1) : path;
}

}  // namespace deepcars::base
