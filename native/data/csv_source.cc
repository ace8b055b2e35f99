// Any table of photos, its columns named by the person who has it.
#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/base/unicode.h"
#include "native/data/photo_path.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;

namespace {

/// The name of a column that the person has not got is no fault: "".
std::string text_in(const base::CsvTable& table, std::size_t row, const std::string& name) {
  const auto column = name.empty() ? std::nullopt : table.column(name);
  return column ? base::trimmed(base::to_utf8(table.cell(row, *column))) : std::string();
}

/// Errors: data_invalid.
Expected<void> check_columns(const base::CsvTable& table, const fs::path& file, const CsvColumns& columns) {
  for (const std::string& name : {columns.path, columns.year}) {
    if (table.column(name)) continue;
    return failure(ErrorCode::data_invalid, file.string() + " has no column \"" + name + "\"",
                   "name it with --path-column or --year-column; " + table.columns_text());
  }
  const std::vector<std::string_view> used = {columns.path,      columns.year,      columns.make,
                                              columns.model,     columns.group,     columns.source,
                                              columns.viewpoint, columns.from_year, columns.to_year};
  return table.require_single(used, file);
}

/// An estimate if the row has one, else the year's cell. Errors: data_invalid.
Expected<YearSpan> years_of(const base::CsvTable& table, std::size_t row, const CsvColumns& columns) {
  const std::string from = text_in(table, row, columns.from_year), to = text_in(table, row, columns.to_year);
  if (from.empty() && to.empty()) return parse_years(table.cell(row, *table.column(columns.year)));
  return parse_span(from, to);
}

/// Adds the photo of a row, or says why it is dropped.
void add_row(const base::CsvTable& table, std::size_t row, const fs::path& file, const CsvColumns& columns,
             Collected& found) {
  const std::string where = table.row_name(row) + " of " + file.filename().string();
  const std::string& name = table.cell(row, *table.column(columns.path));
  const std::string& year_text = table.cell(row, *table.column(columns.year));
  if (base::trimmed(name).empty()) {
    found.dropped.push_back({.path = "", .reason = "path missing", .detail = where});
    return;
  }
  const fs::path path = photo_path(columns.root.empty() ? folder_of_table(file) : columns.root, name);
  const auto years = years_of(table, row, columns);
  if (!years) {
    found.dropped.push_back(
        {.path = path,
         .reason = base::trimmed(year_text).empty() ? "year missing" : "year is not a number",
         .detail = where + ": " + years.error().message});
    return;
  }
  Photo photo = {.path = path,
                 .make = text_in(table, row, columns.make),
                 .model = text_in(table, row, columns.model),
                 .split_group = text_in(table, row, columns.group),
                 .source = text_in(table, row, columns.source),
                 .viewpoint = text_in(table, row, columns.viewpoint),
                 .row = where};
  set_years(photo, *years);
  if (photo.source.empty()) photo.source = base::to_utf8(file.stem().string());
  if (photo.split_group.empty()) photo.split_group = default_split_group(photo);
  found.photos.push_back(std::move(photo));
}

}  // namespace

Expected<Collected> collect_csv(const fs::path& file, const CsvColumns& columns) {
  const auto table = base::read_csv(file);
  if (!table) return tl::unexpected(table.error());
  if (auto good = check_columns(*table, file, columns); !good) return tl::unexpected(good.error());
  Collected found;
  for (std::size_t row = 0; row < table->rows.size(); ++row) add_row(*table, row, file, columns, found);
  return finished(std::move(found), file, "a table of photos", "give it rows with a path and a year");
}

}  // namespace deepcars::data
