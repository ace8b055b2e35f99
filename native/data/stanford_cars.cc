// Stanford Cars (Krause et al., "3D Object Representations for Fine-Grained Categorization", 2013).
#include <array>

#include "native/base/csv.h"
#include "native/data/sources.h"

namespace deepcars::native {
namespace fs = std::filesystem;
namespace {

/// The makes of the data set that are two words; elsewhere the first word is the make.
constexpr std::array<std::string_view, 4> two_word_makes = {"AM General ", "Aston Martin ", "Land Rover ",
                                                            "Alfa Romeo "};

constexpr const char* source_name = "stanford-cars";

void add(Collected& found, const fs::path& file, const std::string& class_name) {
  auto photo = parse_class_name(class_name);
  if (!photo) {
    found.dropped.push_back({file, "class name without a year", photo.error().message});
    return;
  }
  photo->path = file;
  photo->source = source_name;
  photo->split_group = default_split_group(*photo);
  found.photos.push_back(std::move(*photo));
}

void collect_class_folders(const fs::path& folder, Collected& found) {
  for (const fs::path& class_folder : subfolders(folder)) {
    for (const fs::path& file : photo_files(class_folder)) add(found, file, class_folder.filename().string());
  }
}

/// The devkit's CSV exports have no header: what read_csv took for one is the first row.
Expected<std::vector<std::vector<std::string>>> headless_rows(const fs::path& path) {
  auto table = read_csv(path);
  if (!table) return tl::unexpected(table.error());
  table->rows.insert(table->rows.begin(), table->header);
  return std::move(table->rows);
}

Expected<void> collect_devkit(const fs::path& folder, const std::string& part,
                              const std::vector<std::vector<std::string>>& names, Collected& found) {
  const fs::path table_path = folder / ("anno_" + part + ".csv");
  std::error_code problem;
  if (!fs::exists(table_path, problem)) return {};
  const auto rows = headless_rows(table_path);
  if (!rows) return tl::unexpected(rows.error());
  const fs::path plain = folder / ("cars_" + part);
  const fs::path nested = plain / ("cars_" + part);
  const fs::path& photos = fs::is_directory(nested, problem) ? nested : plain;
  for (const auto& row : *rows) {
    const auto number = row.size() == 6 ? parse_year(row[5]) : Expected<int>(0);
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > names.size()) {
      found.dropped.push_back({row.empty() ? fs::path() : photos / row[0], "class unknown",
                               "in " + table_path.filename().string()});
      continue;
    }
    const auto& name = names[static_cast<std::size_t>(*number - 1)];
    add(found, photos / row[0], name.empty() ? "" : name[0]);
  }
  return {};
}

}  // namespace

Expected<Photo> parse_class_name(const std::string& text) {
  const std::size_t year_at = text.rfind(' ');
  const auto year = parse_year(year_at == std::string::npos ? text : text.substr(year_at + 1));
  if (!year) {
    return failure(ErrorCode::data_invalid, "\"" + text + "\" does not end in a year",
                   "name the folder \"Make Model Year\"");
  }
  std::size_t model_at = text.find(' ') + 1;
  for (const std::string_view make : two_word_makes) {
    if (text.starts_with(make)) model_at = make.size();
  }
  if (model_at == 0 || model_at >= year_at) {
    return failure(ErrorCode::data_invalid, "\"" + text + "\" names no make and model",
                   "name the folder \"Make Model Year\"");
  }
  Photo photo;
  photo.year = *year;
  photo.make = text.substr(0, model_at - 1);
  photo.model = text.substr(model_at, year_at - model_at);
  return photo;
}

Expected<Collected> collect_stanford_cars(const fs::path& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) {
    return failure(ErrorCode::file_unreadable, folder.string() + " is not a folder", "check the path");
  }
  Collected found;
  if (fs::exists(folder / "names.csv", problem)) {
    const auto names = headless_rows(folder / "names.csv");
    if (!names) return tl::unexpected(names.error());
    for (const char* part : {"train", "test"}) {
      if (auto done = collect_devkit(folder, part, *names, found); !done) return tl::unexpected(done.error());
    }
  } else if (fs::is_directory(folder / "train", problem) || fs::is_directory(folder / "test", problem)) {
    collect_class_folders(folder / "test", found);
    collect_class_folders(folder / "train", found);
  } else {
    collect_class_folders(folder, found);
  }
  if (found.photos.empty()) {
    return failure(ErrorCode::data_invalid, folder.string() + " does not look like Stanford Cars",
                   "it should hold folders such as train/Audi TT Hatchback 2011/");
  }
  return found;
}

}  // namespace deepcars::native
