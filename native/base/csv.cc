#include "native/base/csv.h"

#include <csv.h>

#include <algorithm>

#include "native/base/csv_dialect.h"
#include "native/base/files.h"
#include "native/base/text.h"
#include "native/base/unicode.h"

namespace deepcars::base {
namespace {

using Row = std::vector<std::string>;

struct Parse {
  std::function<void(Row)> receive;
  std::size_t rows = 0;
  Row current = {};
};

void on_field(void* text, std::size_t length, void* parse) {
  static_cast<Parse*>(parse)->current.emplace_back(static_cast<const char*>(text), length);
}

void on_row(int /*terminator*/, void* data) {
  auto* parse = static_cast<Parse*>(data);
  ++parse->rows;
  parse->receive(std::move(parse->current));
  parse->current.clear();
}

/// Bounds memory; DVM-CAR's largest table has 0.2 GB.
constexpr std::uintmax_t max_table_bytes = std::uintmax_t{1} << 30;

std::size_t lines_before(std::string_view text, std::size_t at) {
  return static_cast<std::size_t>(
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

/// Every row, the header as the first; `begin` is called before them.
Expected<void> parse_csv(const std::filesystem::path& path, const std::function<void(const CsvTable&)>& begin,
                         std::function<void(Row)> receive) {
  auto bytes = read_file(path, max_table_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string text = table_text(*std::move(bytes));
  if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
    return failure(ErrorCode::data_invalid,
                   path.string() + " (row " + std::to_string(lines_before(text, nul) + 1) +
                       ") holds a NUL byte, which no table of text does",
                   "save it as CSV in UTF-8");
  }
  const CsvDialect dialect = dialect_of(text);
  CsvTable table;
  table.separator = dialect.separator;
  table.lines_above += lines_before(text, dialect.start);
  begin(table);

  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_delim(&parser, static_cast<unsigned char>(dialect.separator));
  Parse parse{std::move(receive)};
  const std::size_t length = text.size() - dialect.start;
  const bool whole =
      csv_parse(&parser, text.data() + dialect.start, length, on_field, on_row, &parse) == length &&
      csv_fini(&parser, on_field, on_row, &parse) == 0;
  const std::string reason = csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!whole) {
    const std::string where = path.string() + " (row " + std::to_string(parse.rows + table.lines_above) + ")";
    return failure(ErrorCode::data_invalid, where + " is not CSV: " + reason, "check its quotes");
  }
  if (parse.rows == 0) {
    return failure(ErrorCode::data_invalid, path.string() + " has no header line",
                   "give it a first line with the column names");
  }
  return {};
}

bool same_name(std::string_view a, std::string_view b) { return lower_case(a) == lower_case(b); }

/// As CsvTable has it.
Row as_header(const Row& cells) {
  Row header;
  for (const std::string& cell : cells) header.push_back(trimmed(to_utf8(cell)));
  return header;
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  const auto found = std::find_if(header.begin(), header.end(),
                                  [&](const std::string& each) { return same_name(each, name); });
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::string CsvTable::row_name(std::size_t row) const {
  return "row " + std::to_string(row + lines_above + 1);
}

std::string CsvTable::columns_text() const {
  return "its columns, separated by " + std::string(separator_name(separator)) + ", are " + joined(header);
}

Expected<void> CsvTable::require_single(std::span<const std::string_view> names,
                                        const std::filesystem::path& path) const {
  for (const std::string_view name : names) {
    const auto count = std::count_if(header.begin(), header.end(),
                                     [&](const std::string& each) { return same_name(each, name); });
    if (count < 2) continue;
    return failure(ErrorCode::data_invalid,
                   path.string() + " has " + std::to_string(count) + " columns \"" + std::string(name) + "\"",
                   "rename all but the one that is meant");
  }
  return {};
}

const std::string& CsvTable::cell(std::size_t row, std::size_t column) const {
  static const std::string empty;
  return column < rows[row].size() ? rows[row][column] : empty;
}

Expected<CsvTable> read_csv(const std::filesystem::path& path) {
  CsvTable table;
  const auto parsed = parse_csv(
      path, [&](const CsvTable& begun) { table = begun; },
      [&, first = true](Row row) mutable {
        if (first) {
          table.header = as_header(row);
        } else {
          table.rows.push_back(std::move(row));
        }
        first = false;
      });
  if (!parsed) return tl::unexpected(parsed.error());
  return table;
}

Expected<void> scan_csv(
    const std::filesystem::path& path, std::span<const std::string_view> columns,
    const std::function<void(std::size_t row, std::span<const std::string> cells)>& receive) {
  CsvTable table;
  std::optional<Error> problem;
  std::vector<std::size_t> at;
  Row cells(columns.size());
  std::size_t line = 0;
  const auto take_header = [&](const Row& row) {
    table.header = as_header(row);
    if (auto single = table.require_single(columns, path); !single) problem = single.error();
    for (const std::string_view name : columns) {
      const auto column = table.column(name);
      at.push_back(column.value_or(0));
      if (column || problem) continue;
      problem = Error{ErrorCode::data_invalid, path.string() + " has no column \"" + std::string(name) + "\"",
                      "check the file; " + table.columns_text()};
    }
    line = table.lines_above;
  };
  auto parsed = parse_csv(
      path, [&](const CsvTable& begun) { table = begun; },
      [&](Row row) {
        if (line == 0) return take_header(row);
        ++line;
        if (problem) return;
        for (std::size_t i = 0; i < at.size(); ++i) cells[i] = at[i] < row.size() ? row[at[i]] : "";
        receive(line, cells);
      });
  if (!parsed) return parsed;
  if (problem) return tl::unexpected(*problem);
  return {};
}

}  // namespace deepcars::base
