#include "shared/text.h"

#include <cstdio>

namespace deepcars {
namespace {

/// The cell in quotes, its own quotes doubled.
std::string quoted(std::string_view cell) {
  std::string text = "\"";
  for (const char letter : cell) text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return text + '"';
}

}  // namespace

std::string fixed(double value, int digits) {
  // Not std::to_chars: its tables would make the page's engine larger by a fifth.
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%.*f", digits, value);
  return length > 0 && static_cast<std::size_t>(length) < sizeof text ? std::string(text)
                                                                      : std::string("inf");
}

std::string lower_case(std::string_view text) {
  std::string small(text);
  for (char& letter : small) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return small;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    const bool is_plain = cells[i].find_first_of(",\"\r\n") == std::string::npos;
    line += is_plain ? cells[i] : quoted(cells[i]);
  }
  return line + '\n';
}

Utf8Character first_character(std::string_view text) {
  if (text.empty()) return {};
  const unsigned first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {.code = first, .bytes = 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t code = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const unsigned byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    code = code << 6 | (byte & 0x3F);
  }
  const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x1'0000);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (is_overlong || is_surrogate || code > 0x10'FFFF) return {};
  return {.code = code, .bytes = length};
}

bool is_printable(char32_t code) {
  const bool is_control = code < U' ' || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
  const bool turns = code == 0x061C || code == 0x200E || code == 0x200F ||
                     (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !is_control && !turns;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = first_character(text).bytes;
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& text, char32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
    return;
  }
  const int following = code < 0x800 ? 1 : code < 0x1'0000 ? 2 : 3;
  const char32_t lead = following == 1 ? 0xC0 : following == 2 ? 0xE0 : 0xF0;
  text += static_cast<char>(lead | code >> (6 * following));
  for (int i = following - 1; i >= 0; --i) text += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

}  // namespace deepcars
