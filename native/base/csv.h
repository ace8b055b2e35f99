// Tables of text with a header line, as programs and people write them, parsed by libcsv (RFC 4180).
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/text.h"

namespace deepcars::base {

/// A table in memory. Rows may be ragged in the file: missing cells read as "".
struct CsvTable {
  std::vector<std::string> header;  ///< UTF-8, without blanks around a name.
  std::vector<std::vector<std::string>> rows;
  char separator = ',';
  std::size_t lines_above = 1;  ///< The header, and Excel's "sep=;" where the file begins with it.

  /// The position of a column, matched without regard to case; of several, the first.
  std::optional<std::size_t> column(std::string_view name) const;
  /// The cell of a row, "" where the row is short.
  const std::string& cell(std::size_t row, std::size_t column) const;
  /// "row 2" for the first row: as a table program counts them, where no cell holds a line break.
  std::string row_name(std::size_t row) const;
  /// The names of the columns and what separates them, for a hint.
  std::string columns_text() const;
  /// Errors: data_invalid if two columns have one of these names, so that nobody can say which is meant.
  Expected<void> require_single(std::span<const std::string_view> names,
                                const std::filesystem::path& path) const;
};

/// What is read: UTF-8 with or without byte order mark, UTF-16; cells separated by commas, semicolons, tabs or "|",
/// which the first lines tell, or the line "sep=;" above them. Cells that are not UTF-8 stay as they are.
/// Errors: file_unreadable; file_too_large above 1 GiB; data_invalid if it is not CSV or has no header.
Expected<CsvTable> read_csv(const std::filesystem::path& path);

/// Calls `receive` with the named columns of each row, one row after the other, without keeping the table:
/// for tables with millions of rows. Names match as in CsvTable::column; a short row has "" for what it
/// lacks. `row` counts from 2, the line below the header. Errors: as read_csv, and data_invalid if a column
/// is missing, which lists those there are, or stands twice.
Expected<void> scan_csv(
    const std::filesystem::path& path, std::span<const std::string_view> columns,
    const std::function<void(std::size_t row, std::span<const std::string> cells)>& receive);

using deepcars::csv_line;

}  // namespace deepcars::base
