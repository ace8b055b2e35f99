#include "native/base/csv.h"

#include <csv.h>
#include <strings.h>

#include "native/base/files.h"

namespace deepcars::native {
namespace {

struct Rows {
  std::vector<std::vector<std::string>> all;
  std::vector<std::string> current;
};

void on_field(void* text, std::size_t length, void* rows) {
  static_cast<Rows*>(rows)->current.emplace_back(static_cast<const char*>(text), length);
}

void on_row(int /*terminator*/, void* data) {
  auto* rows = static_cast<Rows*>(data);
  rows->all.push_back(std::move(rows->current));
  rows->current.clear();
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
  auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  std::size_t start = 0;
  if (bytes->size() >= 3 && (*bytes)[0] == 0xEF && (*bytes)[1] == 0xBB && (*bytes)[2] == 0xBF)
    start = 3;  // BOM

  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  Rows rows;
  const std::size_t length = bytes->size() - start;
  const bool whole = csv_parse(&parser, bytes->data() + start, length, on_field, on_row, &rows) == length &&
                     csv_fini(&parser, on_field, on_row, &rows) == 0;
  const std::string reason = csv_strerror(csv_error(&parser));
  csv_free(&parser);
  const std::string where = path.string() + " (row " + std::to_string(rows.all.size() + 1) + ")";
  if (!whole) {
    return failure(ErrorCode::data_invalid, where + " is not CSV: " + reason, "check its quotes");
  }
  if (rows.all.empty()) {
    return failure(ErrorCode::data_invalid, path.string() + " has no header line",
                   "give it a first line with the column names");
  }
  CsvTable table;
  table.header = std::move(rows.all.front());
  table.rows.assign(std::make_move_iterator(rows.all.begin() + 1), std::make_move_iterator(rows.all.end()));
  return table;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += cells[i];
      continue;
    }
    std::string quoted(2 * cells[i].size() + 2, '\0');
    quoted.resize(csv_write(quoted.data(), quoted.size(), cells[i].data(), cells[i].size()));
    line += quoted;
  }
  return line + '\n';
}

}  // namespace deepcars::native
