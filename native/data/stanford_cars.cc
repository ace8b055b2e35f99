// Stanford Cars (Krause et al., "3D Object Representations for Fine-Grained Categorization", 2013).
#include <array>

#include "native/data/source_files.h"
#include "native/data/stanford_devkit.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

/// The makes of the data set that are two words; elsewhere the first word is the make.
constexpr std::array<std::string_view, 4> two_word_makes = {"AM General ", "Aston Martin ", "Land Rover ",
                                                            "Alfa Romeo "};

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
  if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  Collected found;
  const auto devkit = add_stanford_devkit(folder, found);
  if (!devkit) return tl::unexpected(devkit.error());
  std::error_code problem;
  if (!*devkit &&
      (fs::is_directory(folder / "train", problem) || fs::is_directory(folder / "test", problem))) {
    add_class_folders(found, folder / "test", parse_class_name, stanford_cars_source);
    add_class_folders(found, folder / "train", parse_class_name, stanford_cars_source);
  } else if (!*devkit) {
    add_class_folders(found, folder, parse_class_name, stanford_cars_source);
  }
  return finished(std::move(found), folder, "Stanford Cars",
                  "it should hold folders such as train/Audi TT Hatchback 2011/, or the devkit's tables");
}

}  // namespace deepcars::data
