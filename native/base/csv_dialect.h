// How a table's bytes are to be read: their encoding, and what separates the cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace deepcars::base {

/// The bytes as text without byte order mark. UTF-16 becomes UTF-8: with a byte order mark, or where every second byte
/// of the start is 0. Anything else stays as it is.
std::string table_text(std::vector<std::uint8_t> bytes);

struct CsvDialect {
  char separator = ',';
  std::size_t start = 0;  ///< Where the header begins: behind Excel's line "sep=;", or at 0.
};

/// Takes the separator that the line "sep=;" names; else of , ; tab | the one that the first two lines have equally
/// often outside quotes, and of several the most frequent.
CsvDialect dialect_of(std::string_view text);

/// "commas", "tabs"
std::string_view separator_name(char separator);

}  // namespace deepcars::base
