#include "native/base/csv.h"

#include <csv.h>
#include <strings.h>

#include "native/base/files.h"
#include "native/base/text.h"

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

/// Every row, the header as the first.
Expected<void> parse_csv(const std::filesystem::path& path, std::function<void(Row)> receive) {
  auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  std::size_t start = 0;
  if (bytes->size() >= 3 && (*bytes)[0] == 0xEF && (*bytes)[1] == 0xBB && (*bytes)[2] == 0xBF)
    start = 3;  // BOM

  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  Parse parse{std::move(receive)};
  const std::size_t length = bytes->size() - start;
  const bool whole = csv_parse(&parser, bytes->data() + start, length, on_field, on_row, &parse) == length &&
                     csv_fini(&parser, on_field, on_row, &parse) == 0;
  const std::string reason = csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!whole) {
    const std::string where = path.string() + " (row " + std::to_string(parse.rows + 1) + ")";
    return failure(ErrorCode::data_invalid, where + " is not CSV: " + reason, "check its quotes");
  }
  if (parse.rows == 0) {
    return failure(ErrorCode::data_invalid, path.string() + " has no header line",
                   "give it a first line with the column names");
  }
  return {};
}

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].size() == name.size() && strncasecmp(header[i].data(), name.data(), name.size()) == 0)
      return i;
  }
  return std::nullopt;
}

const std::string& CsvTable::cell(std::size_t row, std::size_t column) const {
  static const std::string empty;
  return column < rows[row].size() ? rows[row][column] : empty;
}

Expected<CsvTable> read_csv(const std::filesystem::path& path) {
  CsvTable table;
  const auto parsed = parse_csv(path, [&, first = true](Row row) mutable {
    if (first) {
      table.header = std::move(row);
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
  auto parsed = parse_csv(path, [&](Row row) {
    if (++line == 1) {
      table.header = std::move(row);
      for (const std::string_view name : columns) {
        const auto column = table.column(name);
        at.push_back(column.value_or(0));
        if (column || problem) continue;
        problem =
            Error{ErrorCode::data_invalid, path.string() + " has no column \"" + std::string(name) + "\"",
                  "check the file; its columns are " + listed(table.header)};
      }
      return;
    }
    if (problem) return;
    for (std::size_t i = 0; i < at.size(); ++i) cells[i] = at[i] < row.size() ? row[at[i]] : "";
    receive(line, cells);
  });
  if (!parsed) return parsed;
  if (problem) return tl::unexpected(*problem);
  return {};
}

}  // namespace deepcars::base
