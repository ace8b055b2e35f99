// DVM-CAR (Huang et al., "DVM-CAR: A Large-Scale Automotive Dataset for Visual Marketing Research and
// Applications", 2022), joined as the Python original (hmd101/deepCars, src/data/data_cleaning.py and
// car_dataset.py) joins it:
// - Ad_table.csv gives the first selling year of each model and body type: the least Reg_year of each pair of
//   Genmodel_ID and Bodytype.
// - Image_table.csv names the photos: make$$model$$year$$color$$Genmodel_ID$$advert$$image_k.jpg, where
//   "advert" is its number.
// - A photo is kept if Basic_table.csv has its make, model and Genmodel_ID, and if its own year is the first
//   selling year of one of the model's body types (the photo's body type is not compared). Years up to 1980
//   are dropped: 1900 stands for unknown.
// - A viewpoint of 360 degrees counts as 0. The photo lies at make/model/year/color/name.
// The column names are those that the original and the data set's table of attributes use. The files
// themselves have spaces before some names, which the CSV reader removes, and call the table of adverts
// Ad_table.csv or Adv_table.csv. Where two body types were first sold in one year, the original lists the
// photo twice; here it is listed once.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "native/base/csv.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

constexpr int newest_unusable_year = 1980;
constexpr const char* separator = "$$";
constexpr const char* layout_hint =
    "it should hold Basic_table.csv, Ad_table.csv, Image_table.csv and resized_DVM/, or say where they are "
    "with --dvm-car-tables and --dvm-car-images";

struct Cars {
  std::unordered_set<std::string> known;  ///< make$$model$$id
  std::set<std::pair<std::string, std::string>> names;
  std::unordered_map<std::string, std::set<int>> first_years;  ///< By id.
};

struct ImageName {
  std::string make, model, year_text, color, id;
  int year = 0;
};

fs::path advert_table(const fs::path& tables) {
  return path_exists(tables / "Ad_table.csv") ? tables / "Ad_table.csv" : tables / "Adv_table.csv";
}

/// A year that went through a table of floating-point numbers has ".0" behind it.
Expected<int> parse_table_year(const std::string& text) {
  return parse_year(text.ends_with(".0") ? text.substr(0, text.size() - 2) : text);
}

/// Nothing if the name is of another form, or could lead out of the photos' folder.
std::optional<ImageName> parse_image_name(const std::string& name) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = name.find(separator, begin)) != std::string::npos; begin = end + 2) {
    parts.push_back(name.substr(begin, end - begin));
  }
  parts.push_back(name.substr(begin));
  if (parts.size() != 7 || name.find('/') != std::string::npos) return std::nullopt;
  for (const std::string& part : parts) {
    if (part.empty() || part == "..") return std::nullopt;
  }
  const auto year = parse_year(parts[2]);
  if (!year) return std::nullopt;
  return ImageName{.make = parts[0],
                   .model = parts[1],
                   .year_text = parts[2],
                   .color = parts[3],
                   .id = parts[4],
                   .year = *year};
}

Expected<Cars> read_cars(const fs::path& tables) {
  Cars cars;
  constexpr std::array<std::string_view, 3> basic = {"Automaker", "Genmodel", "Genmodel_ID"};
  if (auto read = base::scan_csv(tables / "Basic_table.csv", basic,
                                 [&](std::size_t, auto cell) {
                                   cars.known.insert(cell[0] + separator + cell[1] + separator + cell[2]);
                                   cars.names.emplace(cell[0], cell[1]);
                                 });
      !read) {
    return tl::unexpected(read.error());
  }
  std::map<std::pair<std::string, std::string>, int> first;
  constexpr std::array<std::string_view, 3> adverts = {"Genmodel_ID", "Bodytype", "Reg_year"};
  if (auto read = base::scan_csv(advert_table(tables), adverts,
                                 [&](std::size_t, auto cell) {
                                   const auto year = parse_table_year(cell[2]);
                                   if (!year || cell[0].empty() || cell[1].empty()) return;
                                   const auto [at, is_new] =
                                       first.emplace(std::pair(cell[0], cell[1]), *year);
                                   if (!is_new) at->second = std::min(at->second, *year);
                                 });
      !read) {
    return tl::unexpected(read.error());
  }
  for (const auto& [key, year] : first) cars.first_years[key.first].insert(year);
  return cars;
}

/// "360" -> "0", as both are seen from the front; "45.0" -> "45".
std::string viewpoint_text(const std::string& cell) {
  const auto degrees = parse_table_year(cell);
  if (!degrees) return "";
  return std::to_string(*degrees == 360 ? 0 : *degrees);
}

void add_image(Collected& found, const Cars& cars, const fs::path& images, const std::string& file,
               const std::string& viewpoint, std::size_t row) {
  const std::string where = "row " + std::to_string(row) + " of Image_table.csv";
  const auto name = parse_image_name(file);
  if (!name) {
    found.dropped.push_back({.path = images / file, .reason = "image name of another form", .detail = where});
    return;
  }
  const fs::path path = images / name->make / name->model / name->year_text / name->color / file;
  if (!cars.known.contains(name->make + separator + name->model + separator + name->id)) {
    found.dropped.push_back({.path = path, .reason = "model not in Basic_table.csv", .detail = where});
    return;
  }
  const auto years = cars.first_years.find(name->id);
  if (years == cars.first_years.end() || !years->second.contains(name->year)) {
    found.dropped.push_back({.path = path, .reason = "not of a first selling year", .detail = where});
    return;
  }
  if (name->year <= newest_unusable_year) {
    found.dropped.push_back({.path = path, .reason = "year 1980 or before", .detail = where});
    return;
  }
  Photo photo;
  photo.year = name->year;
  photo.make = name->make;
  photo.model = name->model;
  photo.viewpoint = viewpoint_text(viewpoint);
  add_photo(found, path, std::move(photo), "dvm-car");
}

}  // namespace

Expected<Collected> collect_dvm_car(const DvmCarPlaces& places) {
  for (const fs::path& folder : {places.folder, places.tables, places.images}) {
    if (folder.empty()) continue;
    if (auto good = require_folder(folder); !good) return tl::unexpected(good.error());
  }
  const auto tables =
      !places.tables.empty() ? places.tables : find_folder(places.folder, [](const fs::path& at) {
        return path_exists(at / "Basic_table.csv");
      });
  if (!tables) {
    return failure(ErrorCode::data_invalid, places.folder.string() + " does not look like DVM-CAR",
                   layout_hint);
  }
  const auto cars = read_cars(*tables);
  if (!cars) return tl::unexpected(cars.error());
  const auto has_a_model = [&](const fs::path& at) {
    return std::any_of(cars->names.begin(), cars->names.end(),
                       [&](const auto& name) { return path_exists(at / name.first / name.second); });
  };
  const auto images = !places.images.empty() ? places.images : find_folder(places.folder, has_a_model);
  if (!images) {
    return failure(ErrorCode::data_invalid,
                   "no folder in " + places.folder.string() + " holds <make>/<model>/ of Basic_table.csv",
                   layout_hint);
  }
  Collected found;
  constexpr std::array<std::string_view, 2> columns = {"Image_name", "Predicted_viewpoint"};
  if (auto read = base::scan_csv(
          *tables / "Image_table.csv", columns,
          [&](std::size_t row, auto cell) { add_image(found, *cars, *images, cell[0], cell[1], row); });
      !read) {
    return tl::unexpected(read.error());
  }
  return finished(std::move(found), places.folder, "DVM-CAR", layout_hint);
}

}  // namespace deepcars::data
