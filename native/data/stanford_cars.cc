// Stanford Cars (Krause et al., "3D Object Representations for Fine-Grained Categorization", 2013).
#include <algorithm>
#include <array>

#include "native/base/photo_files.h"
#include "native/base/text.h"
#include "native/data/source_files.h"
#include "native/data/stanford_devkit.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

/// The makes of the data set that are two words; elsewhere the first word is the make.
constexpr std::array<std::string_view, 4> two_word_makes = {"AM General ", "Aston Martin ", "Land Rover ",
                                                            "Alfa Romeo "};

bool holds_classes(const fs::path& folder) {
  const auto folders = base::subfolders(folder);
  return folders && std::any_of(folders->begin(), folders->end(), [](const fs::path& child) {
           return parse_class_name(name_text(child)).has_value();
         });
}

/// The folders whose subfolders are classes: train/ and test/ if one of them is there, else the folder itself.
std::vector<fs::path> class_parents(const fs::path& folder) {
  std::vector<fs::path> parents;
  for (const char* part : {"test", "train"}) {
    if (holds_classes(folder / part)) parents.push_back(folder / part);
  }
  return parents.empty() ? std::vector{folder} : parents;
}

bool has_classes(const fs::path& folder) {
  const std::vector<fs::path> parents = class_parents(folder);
  return std::any_of(parents.begin(), parents.end(), holds_classes);
}

}  // namespace

Expected<Photo> parse_class_name(const std::string& name) {
  const std::string text = base::trimmed(name);
  const std::size_t year_at = text.rfind(' ');
  const auto years = parse_years(year_at == std::string::npos ? text : text.substr(year_at + 1));
  if (!years) {
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
  set_years(photo, *years);
  photo.make = text.substr(0, model_at - 1);
  photo.model = text.substr(model_at, year_at - model_at);
  return photo;
}

Expected<Collected> collect_stanford_cars(const fs::path& folder) {
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  Collected found;
  // A copy sorted by classes has the devkit's tables too, but not the folders of photos that they name.
  const auto by_classes = find_folder(folder, has_classes);
  if (by_classes && !has_devkit_photos(folder)) {
    for (const fs::path& part : class_parents(*by_classes)) {
      add_class_folders(found, part, parse_class_name, stanford_cars_source);
    }
  } else {
    const auto devkit = add_stanford_devkit(folder, found);
    if (!devkit) return tl::unexpected(devkit.error());
    if (!*devkit) add_class_folders(found, folder, parse_class_name, stanford_cars_source);
  }
  return finished(
      std::move(found), folder, "Stanford Cars",
      "it should hold folders such as train/Audi TT Hatchback 2011/, or the devkit's tables and photos");
}

}  // namespace deepcars::data
