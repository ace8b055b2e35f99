// One folder per year, as people sort their own photos.
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;

Expected<Collected> collect_folder_per_year(const fs::path& folder) {
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  std::error_code problem;
  const std::string source = fs::absolute(folder, problem).lexically_normal().filename().string();
  Collected found;
  for (const fs::path& year_folder : subfolders(folder)) {
    const auto year = parse_year(year_folder.filename().string());
    for (const fs::path& file : photos_below(year_folder, found)) {
      if (!year) {
        found.dropped.push_back(
            {.path = file, .reason = "folder is not a year", .detail = year.error().message});
        continue;
      }
      const std::string group =
          fs::path(year_folder.filename() / file.lexically_relative(year_folder)).generic_string();
      found.photos.push_back({.path = file, .year = *year, .split_group = group, .source = source});
    }
  }
  return finished(std::move(found), folder, "a folder with one subfolder for each year",
                  "arrange the photos as " + (folder / "1998" / "photo.jpg").string());
}

}  // namespace deepcars::data
