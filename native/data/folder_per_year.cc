// One folder per year, as people sort their own photos.
#include "native/base/unicode.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;

Expected<Collected> collect_folder_per_year(const fs::path& folder) {
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  std::error_code problem;
  const fs::path absolute = fs::absolute(folder, problem).lexically_normal();
  const std::string source = name_text(absolute.has_filename() ? absolute : absolute.parent_path());
  Collected found;
  for (const fs::path& year_folder : subfolders(folder, found)) {
    const auto years = parse_years(name_text(year_folder));
    for (const fs::path& file : photos_below(year_folder, found)) {
      if (!years) {
        found.dropped.push_back(
            {.path = file, .reason = "folder is not a year", .detail = years.error().message});
        continue;
      }
      const fs::path group = year_folder.filename() / file.lexically_relative(year_folder);
      Photo photo = {.path = file, .split_group = base::to_utf8(group.generic_string()), .source = source};
      set_years(photo, *years);
      found.photos.push_back(std::move(photo));
    }
  }
  return finished(std::move(found), folder, "a folder with one subfolder for each year",
                  "arrange the photos as " + (folder / "1998" / "photo.jpg").string());
}

}  // namespace deepcars::data
