#include "native/data/sources.h"

#include <algorithm>
#include <cctype>

#include "native/base/csv.h"

namespace deepcars::native {
namespace fs = std::filesystem;
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_folder(const fs::path& path) {
  std::error_code problem;
  return fs::is_directory(path, problem);
}

}  // namespace

bool has_photo_extension(const fs::path& path) {
  const std::string extension = lower(path.extension().string());
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<fs::path> photo_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code problem;
  for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem),
       end;
       !problem && at != end; at.increment(problem)) {
    std::error_code status;
    if (at->is_regular_file(status) && has_photo_extension(at->path())) files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> subfolders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    if (is_folder(at->path())) folders.push_back(at->path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string default_split_group(const Photo& photo) {
  if (photo.make.empty() && photo.model.empty()) return photo.path.generic_string();
  return lower(photo.make) + "|" + lower(photo.model);
}

Expected<Collected> collect_folder_per_year(const fs::path& folder) {
  if (!is_folder(folder)) {
    return failure(ErrorCode::file_unreadable, folder.string() + " is not a folder", "check the path");
  }
  Collected found;
  bool any_year = false;
  for (const fs::path& year_folder : subfolders(folder)) {
    const auto year = parse_year(year_folder.filename().string());
    any_year = any_year || year.has_value();
    for (const fs::path& file : photo_files(year_folder)) {
      if (!year) {
        found.dropped.push_back({file, "folder is not a year", year.error().message});
        continue;
      }
      const std::string group =
          fs::path(year_folder.filename() / file.lexically_relative(year_folder)).generic_string();
      found.photos.push_back(
          {file, *year, "", "", group, fs::absolute(folder).lexically_normal().filename().string(), ""});
    }
  }
  if (!any_year) {
    return failure(ErrorCode::data_invalid, folder.string() + " has no subfolder named as a year",
                   "arrange the photos as " + (folder / "1998" / "photo.jpg").string());
  }
  return found;
}

Expected<Collected> collect_csv(const fs::path& file, const CsvColumns& columns) {
  const auto table = read_csv(file);
  if (!table) return tl::unexpected(table.error());
  const auto path_column = table->column(columns.path);
  const auto year_column = table->column(columns.year);
  if (!path_column || !year_column) {
    std::string known;
    for (const std::string& name : table->header) known += (known.empty() ? "" : ", ") + name;
    return failure(ErrorCode::data_invalid,
                   file.string() + " has no column \"" + (path_column ? columns.year : columns.path) + "\"",
                   "name it with --path-column or --year-column; there are: " + known);
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
      found.dropped.push_back({"", "path missing", where});
      continue;
    }
    const fs::path path = root / name;
    const auto year = parse_year(year_text);
    if (!year) {
      found.dropped.push_back({path, year_text.empty() ? "year missing" : "year is not a number",
                               where + ": " + year.error().message});
      continue;
    }
    Photo photo{path,
                *year,
                text(row, columns.make),
                text(row, columns.model),
                text(row, columns.group),
                text(row, columns.source),
                ""};
    if (photo.source.empty()) photo.source = file.stem().string();
    if (photo.split_group.empty()) photo.split_group = default_split_group(photo);
    found.photos.push_back(std::move(photo));
  }
  return found;
}

}  // namespace deepcars::native
