// Any table of photos, its columns named by the person who has it.
#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;

Expected<Collected> collect_csv(const fs::path& file, const CsvColumns& columns) {
  const auto table = base::read_csv(file);
  if (!table) return tl::unexpected(table.error());
  const auto path_column = table->column(columns.path);
  const auto year_column = table->column(columns.year);
  if (!path_column || !year_column) {
    return failure(ErrorCode::data_invalid,
                   file.string() + " has no column \"" + (path_column ? columns.year : columns.path) + "\"",
                   "name it with --path-column or --year-column; there are: " + base::listed(table->header));
  }
  const auto text = [&](std::size_t row, const std::string& name) {
    const auto column = name.empty() ? std::nullopt : table->column(name);
    return column ? table->cell(row, *column) : std::string();
  };

  const fs::path root = columns.root.empty() ? file.parent_path() : columns.root;
  Collected found;
  for (std::size_t row = 0; row < table->rows.size(); ++row) {
    const std::string where = "row " + std::to_string(row + 2);
    const std::string& name = table->cell(row, *path_column);
    const std::string& year_text = table->cell(row, *year_column);
    if (name.empty()) {
      found.dropped.push_back({.path = "", .reason = "path missing", .detail = where});
      continue;
    }
    const fs::path path = root / name;
    const auto year = parse_year(year_text);
    if (!year) {
      found.dropped.push_back({.path = path,
                               .reason = year_text.empty() ? "year missing" : "year is not a number",
                               .detail = where + ": " + year.error().message});
      continue;
    }
    Photo photo = {.path = path,
                   .year = *year,
                   .make = text(row, columns.make),
                   .model = text(row, columns.model),
                   .split_group = text(row, columns.group),
                   .source = text(row, columns.source),
                   .viewpoint = text(row, columns.viewpoint)};
    if (photo.source.empty()) photo.source = file.stem().string();
    if (photo.split_group.empty()) photo.split_group = default_split_group(photo);
    found.photos.push_back(std::move(photo));
  }
  return finished(std::move(found), file, "a table of photos", "give it rows with a path and a year");
}

}  // namespace deepcars::data
