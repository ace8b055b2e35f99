#include "shared/text.h"

#include <cstddef>
#include <cstdio>
#include <string_view>

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

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    const bool is_plain = cells[i].find_first_of(",\"\r\n") == std::string::npos;
    line += is_plain ? cells[i] : quoted(cells[i]);
  }
  return line + '\n';
}

}  // namespace deepcars
