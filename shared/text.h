// Numbers and tables as text, the same on the command line and in the page.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deepcars {

/// A number with that many digits after the point. No program of ours leaves the C locale, so that it is a point.
std::string fixed(double value, int digits);

/// The things, as text, with a separator between them.
template <typename Range, typename Projection = std::identity>
std::string joined(const Range& things, std::string_view separator = ", ", Projection as_text = {}) {
  std::string all;
  bool is_first = true;
  for (const auto& thing : things) {
    if (!std::exchange(is_first, false)) all += separator;
    all += std::invoke(as_text, thing);
  }
  return all;
}

/// The text with ASCII's capital letters made small.
std::string lower_case(std::string_view text);

/// One line of CSV (RFC 4180), cells quoted where they need to be, with its newline.
std::string csv_line(const std::vector<std::string>& cells);

/// A character of UTF-8 (RFC 3629): its code point and its length, or 0 bytes where there is none.
struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

/// The character that a text begins with. 0 bytes: the text is empty or does not begin with UTF-8.
Utf8Character first_character(std::string_view text);

/// False for what a terminal obeys instead of showing: control characters, line separators, and the marks that turn the
/// direction of writing, which could make a text read as another one.
bool is_printable(char32_t code);

/// Whether the whole text is UTF-8.
bool is_utf8(std::string_view text);

/// Adds a code point as UTF-8. Precondition: code <= 0x10FFFF.
void append_utf8(std::string& text, char32_t code);

}  // namespace deepcars
