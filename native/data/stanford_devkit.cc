// The devkit's README says what its tables hold: class_names in cars_meta.mat; annotations with class (from
// 1) and fname in cars_train_annos.mat and, with the answers, cars_test_annos_withlabels.mat; the earlier
// cars_annos.mat has both, and relative_im_path instead of fname.
#include "native/data/stanford_devkit.h"

#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/data/mat_file.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

using Variables = std::map<std::string, MatValue>;

/// cars_train/, or cars_train/cars_train/ as some archives unpack.
fs::path photos_of(const fs::path& folder, const std::string& part) {
  const fs::path plain = folder / ("cars_" + part);
  const fs::path nested = plain / ("cars_" + part);
  return path_exists(nested) ? nested : plain;
}

/// `number` counts from 1.
void add_annotated(Collected& found, const fs::path& file, double number,
                   const std::vector<std::string>& classes, const fs::path& table) {
  const bool known = number >= 1 && number <= static_cast<double>(classes.size());
  if (!known) {
    found.dropped.push_back({.path = file, .reason = "class unknown", .detail = "in " + name_text(table)});
    return;
  }
  const auto photo = parse_class_name(classes[static_cast<std::size_t>(number) - 1]);
  if (!photo) {
    found.dropped.push_back(
        {.path = file, .reason = "class name without a year", .detail = photo.error().message});
    return;
  }
  add_photo(found, file, *photo, stanford_cars_source);
}

/// The devkit's CSV exports have no header: what read_csv took for one is the first row.
Expected<std::vector<std::vector<std::string>>> headless_rows(const fs::path& path) {
  auto table = base::read_csv(path);
  if (!table) return tl::unexpected(table.error());
  table->rows.insert(table->rows.begin(), table->header);
  return std::move(table->rows);
}

Expected<void> add_csv(const fs::path& folder, Collected& found) {
  const auto names = headless_rows(folder / "names.csv");
  if (!names) return tl::unexpected(names.error());
  std::vector<std::string> classes;
  for (const auto& row : *names) classes.push_back(row.empty() ? "" : row[0]);
  for (const std::string part : {"train", "test"}) {
    const fs::path table = folder / ("anno_" + part + ".csv");
    if (!path_exists(table)) continue;
    const auto rows = headless_rows(table);
    if (!rows) return tl::unexpected(rows.error());
    const fs::path photos = photos_of(folder, part);
    for (const auto& row : *rows) {
      const auto number = row.size() == 6 ? base::parse_integer(row[5]) : std::nullopt;
      add_annotated(found, row.empty() ? photos : photos / row[0], number.value_or(0), classes, table);
    }
  }
  return {};
}

tl::unexpected<Error> lacks(const fs::path& path, const std::string& what) {
  return failure(ErrorCode::data_invalid, path.string() + " has no " + what, "take the devkit's own file");
}

Expected<std::vector<std::string>> class_names(const Variables& variables, const fs::path& path) {
  const auto at = variables.find("class_names");
  if (at == variables.end() || at->second.cells.empty()) return lacks(path, "cell array class_names");
  std::vector<std::string> names;
  for (const MatValue& cell : at->second.cells) names.push_back(cell.text);
  return names;
}

/// Adds the rows of the struct array "annotations"; `file_field` names the photo, below `photos`.
Expected<void> add_annotations(const Variables& variables, const fs::path& path,
                               const std::string& file_field, const fs::path& photos,
                               const std::vector<std::string>& classes, Collected& found) {
  const auto at = variables.find("annotations");
  if (at == variables.end()) return lacks(path, "struct array annotations");
  const auto& columns = at->second.columns;
  const auto files = columns.find(file_field);
  const auto numbers = columns.find("class");
  if (files == columns.end() || numbers == columns.end()) {
    return lacks(path, "fields class and " + file_field + " in annotations");
  }
  for (std::size_t i = 0; i < files->second.size(); ++i) {
    const auto& number = numbers->second[i].numbers;
    add_annotated(found, photos / files->second[i].text, number.empty() ? 0 : number[0], classes, path);
  }
  return {};
}

/// cars_annos.mat: all photos in one table.
Expected<void> add_whole_mat(const fs::path& folder, const fs::path& path, Collected& found) {
  const auto variables = read_mat(path);
  if (!variables) return tl::unexpected(variables.error());
  const auto classes = class_names(*variables, path);
  if (!classes) return tl::unexpected(classes.error());
  return add_annotations(*variables, path, "relative_im_path", folder, *classes, found);
}

/// cars_meta.mat and a table for each part.
Expected<void> add_parts_mat(const fs::path& folder, const fs::path& tables, Collected& found) {
  const auto meta = read_mat(tables / "cars_meta.mat");
  if (!meta) return tl::unexpected(meta.error());
  const auto classes = class_names(*meta, tables / "cars_meta.mat");
  if (!classes) return tl::unexpected(classes.error());
  for (const auto& [part, name] :
       {std::pair("train", "cars_train_annos.mat"), {"test", "cars_test_annos_withlabels.mat"}}) {
    fs::path path = tables / name;
    if (!path_exists(path)) path = folder / name;
    if (!path_exists(path)) continue;
    const auto variables = read_mat(path);
    if (!variables) return tl::unexpected(variables.error());
    if (auto added = add_annotations(*variables, path, "fname", photos_of(folder, part), *classes, found);
        !added) {
      return added;
    }
  }
  return {};
}

}  // namespace

bool has_devkit_photos(const fs::path& folder) {
  return path_exists(photos_of(folder, "train")) || path_exists(photos_of(folder, "test")) ||
         path_exists(folder / "car_ims");
}

Expected<bool> add_stanford_devkit(const fs::path& folder, Collected& found) {
  const auto as_found = [](Expected<void> added) { return added.map([] { return true; }); };
  if (path_exists(folder / "names.csv")) return as_found(add_csv(folder, found));
  const fs::path whole = folder / "cars_annos.mat";
  if (path_exists(whole) && path_exists(folder / "car_ims"))
    return as_found(add_whole_mat(folder, whole, found));
  for (const fs::path& tables : {folder, folder / "devkit"}) {
    if (path_exists(tables / "cars_meta.mat")) return as_found(add_parts_mat(folder, tables, found));
  }
  return false;
}

}  // namespace deepcars::data
