#include "native/base/csv_dialect.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <utility>

#include "native/base/unicode.h"

namespace deepcars::base {
namespace {

struct Separator {
  char character;
  std::string_view name;
};
/// The likeliest first.
constexpr std::array<Separator, 4> separators = {
    {{',', "commas"}, {';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}}};

/// Nothing if the bytes are not UTF-16.
std::optional<std::endian> utf16_order(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 4) return std::nullopt;
  if (bytes[0] == 0xFF && bytes[1] == 0xFE) return std::endian::little;
  if (bytes[0] == 0xFE && bytes[1] == 0xFF) return std::endian::big;
  if (bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0) return std::endian::little;
  if (bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0) return std::endian::big;
  return std::nullopt;
}

using Counts = std::array<std::size_t, separators.size()>;

/// How often a line has each separator outside quotes; `text` then begins at the next line.
Counts take_line(std::string_view& text) {
  Counts counts{};
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size() && (quoted || (text[at] != '\n' && text[at] != '\r')); ++at) {
    if (text[at] == '"') quoted = !quoted;
    for (std::size_t i = 0; !quoted && i < separators.size(); ++i)
      counts[i] += text[at] == separators[i].character;
  }
  while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
  text.remove_prefix(at);
  return counts;
}

}  // namespace

std::string table_text(std::vector<std::uint8_t> bytes) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  std::string text;
  if (const auto order = utf16_order(bytes)) {
    text = utf8_of_utf16(bytes, *order);
  } else {
    text.assign(bytes.begin(), bytes.end());
  }
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

CsvDialect dialect_of(std::string_view text) {
  std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  if (first.starts_with('"') && first.ends_with('"') && first.size() > 1)
    first = first.substr(1, first.size() - 2);
  if (first.size() == 5 && (first.starts_with("sep=") || first.starts_with("SEP="))) {
    std::string_view rest = text;
    take_line(rest);
    return {.separator = first[4], .start = text.size() - rest.size()};
  }
  const Counts header = take_line(text);
  const bool has_row = !text.empty();
  const Counts row = take_line(text);
  const auto rank = [&](std::size_t i) {
    return std::pair(header[i] > 0 && has_row && row[i] == header[i], header[i]);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < separators.size(); ++i) {
    if (rank(i) > rank(best)) best = i;
  }
  return {.separator = separators[best].character};
}

std::string_view separator_name(char separator) {
  const auto known = std::find_if(separators.begin(), separators.end(),
                                  [&](const Separator& each) { return each.character == separator; });
  return known == separators.end() ? "another character" : known->name;
}

}  // namespace deepcars::base
