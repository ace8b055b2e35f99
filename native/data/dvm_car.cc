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
//
// The smaller download Confirmed_fronts has only photos from the front, as <make>/<year>/name. It is read where the
// full download is not there. Without tables beside it, nothing says which years are first selling years: all after
// 1980 are kept.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "native/base/csv.h"
#include "native/base/photo_files.h"
#include "native/data/source_files.h"

namespace deepcars::data {
namespace fs = std::filesystem;
namespace {

constexpr int newest_unusable_year = 1980;
constexpr const char* separator = "$$";
constexpr const char* layout_hint =
    "it should hold Basic_table.csv, Ad_table.csv, Image_table.csv and resized_DVM/, or Confirmed_fronts/; or say "
    "where they are with --dvm-car-tables and --dvm-car-images";

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

/// Adds a photo, or says which rule leaves it out. Without tables there are no cars, and their rules do not apply.
void add_car(Collected& found, const Cars* cars, const ImageName& name, const fs::path& path,
             const std::string& viewpoint, const std::string& where) {
  const auto drop = [&](const char* reason) {
    found.dropped.push_back({.path = path, .reason = reason, .detail = where});
  };
  if (cars != nullptr) {
    if (!cars->known.contains(name.make + separator + name.model + separator + name.id))
      return drop("model not in Basic_table.csv");
    const auto years = cars->first_years.find(name.id);
    if (years == cars->first_years.end() || !years->second.contains(name.year))
      return drop("not of a first selling year");
  }
  if (name.year <= newest_unusable_year) return drop("year 1980 or before");
  Photo photo;
  photo.year = name.year;
  photo.make = name.make;
  photo.model = name.model;
  photo.viewpoint = viewpoint;
  add_photo(found, path, std::move(photo), "dvm-car");
}

Expected<void> add_images(Collected& found, const Cars& cars, const fs::path& table, const fs::path& images) {
  constexpr std::array<std::string_view, 2> columns = {"Image_name", "Predicted_viewpoint"};
  return base::scan_csv(table, columns, [&](std::size_t row, auto cell) {
    const std::string where = "row " + std::to_string(row) + " of Image_table.csv";
    const auto name = parse_image_name(cell[0]);
    if (!name) {
      found.dropped.push_back(
          {.path = images / cell[0], .reason = "image name of another form", .detail = where});
      return;
    }
    const fs::path path = images / name->make / name->model / name->year_text / name->color / cell[0];
    add_car(found, &cars, *name, path, viewpoint_text(cell[1]), where);
  });
}

/// <make>/<year>/ with photos directly in it. In the full download, a model's name such as Peugeot's 2008 looks like a
/// year, but holds folders.
bool is_confirmed_fronts(const fs::path& folder) {
  const auto folders_in = [](const fs::path& at) {
    return base::subfolders(at).value_or(std::vector<fs::path>{});
  };
  const auto holds_photos = [](const fs::path& at) {
    const auto photos = base::photo_files(at);
    return photos && std::any_of(photos->files.begin(), photos->files.end(),
                                 [&](const fs::path& file) { return file.parent_path() == at; });
  };
  for (const fs::path& make : folders_in(folder)) {
    for (const fs::path& year : folders_in(make)) {
      const auto number = parse_year(name_text(year));
      if (number && check_plausible(*number) && holds_photos(year)) return true;
    }
  }
  return false;
}

void add_fronts(Collected& found, const Cars* cars, const fs::path& fronts) {
  for (const fs::path& make : subfolders(fronts, found)) {
    for (const fs::path& year : subfolders(make, found)) {
      for (const fs::path& file : photos_below(year, found)) {
        const auto name = parse_image_name(file.filename().string());
        if (name) {
          add_car(found, cars, *name, file, "0", "");
        } else {
          found.dropped.push_back(
              {.path = file, .reason = "image name of another form", .detail = name_text(file)});
        }
      }
    }
  }
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
  Expected<Cars> cars = tables ? read_cars(*tables) : Cars{};
  if (!cars) return tl::unexpected(cars.error());
  const auto has_a_model = [&](const fs::path& at) {
    return std::any_of(cars->names.begin(), cars->names.end(),
                       [&](const auto& name) { return path_exists(at / name.first / name.second); }) &&
           !is_confirmed_fronts(at);
  };
  const bool found_whole = !places.images.empty() && !is_confirmed_fronts(places.images);
  const auto images = found_whole ? places.images : find_folder(places.folder, has_a_model);
  Collected found;
  if (tables && images) {
    if (auto added = add_images(found, *cars, *tables / "Image_table.csv", *images); !added)
      return tl::unexpected(added.error());
    return finished(std::move(found), places.folder, "DVM-CAR", layout_hint);
  }
  const auto fronts = find_folder(places.images.empty() ? places.folder : places.images, is_confirmed_fronts);
  if (fronts) {
    add_fronts(found, tables ? &*cars : nullptr, *fronts);
    return finished(std::move(found), places.folder, "DVM-CAR's Confirmed_fronts", layout_hint);
  }
  if (tables) {
    return failure(ErrorCode::data_invalid,
                   "no folder in " + places.folder.string() + " holds <make>/<model>/ of Basic_table.csv",
                   layout_hint);
  }
  return failure(ErrorCode::data_invalid, places.folder.string() + " does not look like DVM-CAR",
                 layout_hint);
}

}  // namespace deepcars::data
