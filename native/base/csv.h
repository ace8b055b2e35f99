// CSV tables with a header line, parsed by libcsv (RFC 4180).
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
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  /// The position of a column, matched without regard to case.
  std::optional<std::size_t> column(std::string_view name) const;
  /// The cell of a row, "" where the row is short.
  const std::string& cell(std::size_t row, std::size_t column) const;
};

/// Errors: file_unreadable; data_invalid if it is not CSV or has no header.
Expected<CsvTable> read_csv(const std::filesystem::path& path);

/// Calls `receive` with the named columns of each row, one row after the other, without keeping the table:
/// for tables with millions of rows. Names match as in CsvTable::column; a short row has "" for what it
/// lacks. `row` counts from 2, the line below the header. Errors: as read_csv, and data_invalid if a column
/// is missing, which lists those there are.
Expected<void> scan_csv(
    const std::filesystem::path& path, std::span<const std::string_view> columns,
    const std::function<void(std::size_t row, std::span<const std::string> cells)>& receive);

using deepcars::csv_line;

}  // namespace deepcars::base
