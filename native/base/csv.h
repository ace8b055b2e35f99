// CSV tables with a header line, parsed by libcsv (RFC 4180).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"

namespace deepcars::native {

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

/// One line, cells quoted where they need to be, with its newline.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace deepcars::native
