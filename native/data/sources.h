// Readers of photo collections as people have them on disk: each lists what it finds; no photo is opened yet.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "native/data/index.h"
#include "shared/error.h"

namespace deepcars::data {

/// A row that cannot be used, and why; the reason is one of a small set, so that it can be counted.
struct Dropped {
  std::filesystem::path path;
  std::string reason;   ///< For example "year missing".
  std::string detail;   ///< What exactly, for a person.
  bool failed = false;  ///< It should have been usable, but could not be read.
};

/// What a reader found. Photos are sorted by path.
struct Collected {
  std::vector<Photo> photos;
  std::vector<Dropped> dropped;
  std::size_t damaged_kept = 0;  ///< How many of the photos are damaged in part, once they have been checked.
};

// Every reader's errors: file_unreadable if the folder or a table does not exist; data_invalid if the folder
// does not look like that data set, a table is damaged, or nothing in it can be used.

/// Stanford Cars: DIR/train/<class>/*.jpg and DIR/test/<class>/*.jpg, or DIR/<class>/*.jpg, where a class
/// folder is "Make Model Year", in DIR or up to two levels below it; or the devkit, as it comes or as CSV, if
/// its photos are there:
/// - DIR/cars_annos.mat with the photos in DIR/car_ims/;
/// - cars_meta.mat, cars_train_annos.mat and cars_test_annos_withlabels.mat, in DIR or DIR/devkit/;
/// - DIR/names.csv with one class per line, anno_train.csv and anno_test.csv with lines
/// "file,x1,y1,x2,y2,class". The latter two have their photos in DIR/cars_train/ and DIR/cars_test/.
Expected<Collected> collect_stanford_cars(const std::filesystem::path& folder);

/// Where DVM-CAR's parts lie. Empty: found in the folder or up to two levels below it.
struct DvmCarPlaces {
  std::filesystem::path folder;
  std::filesystem::path tables;  ///< The folder with Basic_table.csv, Ad_table.csv and Image_table.csv.
  /// The folder with <make>/<model>/<year>/<color>/*.jpg, or with <make>/<year>/*.jpg.
  std::filesystem::path images;
};

/// DVM-CAR, joined as in the Python original, or its Confirmed_fronts/<make>/<year>/: see dvm_car.cc.
Expected<Collected> collect_dvm_car(const DvmCarPlaces& places);

/// CompCars: image/<make id>/<model id>/<year>/*.jpg, in DIR or up to two levels below it, with the names in
/// misc/make_model_name.mat and viewpoints in label/.
Expected<Collected> collect_compcars(const std::filesystem::path& folder);

/// VMMRdb: folders "make_model_year" with photos, in DIR or up to two levels below it.
Expected<Collected> collect_vmmrdb(const std::filesystem::path& folder);

/// DIR/1998/**.jpg; folders such as 1990s/ and 2010-2012/ are estimates. Make and model stay unknown, so each
/// photo is a split group of its own.
Expected<Collected> collect_folder_per_year(const std::filesystem::path& folder);

/// Which columns of a CSV hold what. Empty make, model, group, source or viewpoint: the file has none.
struct CsvColumns {
  std::string path = "path";
  std::string year = "year";
  std::string make = "make";
  std::string model = "model";
  std::string group;
  std::string source;
  std::string viewpoint = "viewpoint";
  std::string from_year = "from_year", to_year = "to_year";  ///< An estimate, instead of the year.
  std::filesystem::path root;  ///< Paths are relative to this folder; empty: to the file's own.
};

/// Any table that read_csv reads; years and paths as parse_years and photo_path say. A missing path or year column is
/// an error that lists the columns there are; so is one that stands twice.
Expected<Collected> collect_csv(const std::filesystem::path& file, const CsvColumns& columns);

/// "Aston Martin V8 Vantage Coupe 2012" -> make "Aston Martin", model "V8 Vantage Coupe", year 2012.
/// Errors: data_invalid if it does not end in a year or has no model.
Expected<Photo> parse_class_name(const std::string& text);

}  // namespace deepcars::data
