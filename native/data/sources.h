// Readers of photo collections as people have them on disk: each lists what it finds, nothing is opened yet.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "native/data/index.h"
#include "shared/error.h"

namespace deepcars::native {

/// A row that cannot be used, and why; the reason is one of a small set, so that it can be counted.
struct Dropped {
  std::filesystem::path path;
  std::string reason;  ///< For example "year missing".
  std::string detail;  ///< What exactly, for a person.
};

/// What a reader found. Photos are sorted by path.
struct Collected {
  std::vector<Photo> photos;
  std::vector<Dropped> dropped;
};

/// Stanford Cars: DIR/train/<class>/*.jpg and DIR/test/<class>/*.jpg, or DIR/<class>/*.jpg, where a class
/// folder is "Make Model Year"; or the devkit's tables as CSV: DIR/names.csv with one class per line, and
/// DIR/anno_train.csv and anno_test.csv with lines "file,x1,y1,x2,y2,class" (photos in DIR/cars_train/ and
/// DIR/cars_test/). Errors: file_unreadable if the folder does not exist; data_invalid if it has neither
/// form.
Expected<Collected> collect_stanford_cars(const std::filesystem::path& folder);

/// DIR/1998/**.jpg. Make and model stay unknown, so each photo is a split group of its own.
/// Errors: file_unreadable; data_invalid if no subfolder is named as a year.
Expected<Collected> collect_folder_per_year(const std::filesystem::path& folder);

/// Which columns of a CSV hold what. Empty make, model, group or source: the file has none.
struct CsvColumns {
  std::string path = "path";
  std::string year = "year";
  std::string make = "make";
  std::string model = "model";
  std::string group;
  std::string source;
  std::filesystem::path root;  ///< Paths are relative to this folder; empty: to the file's own.
};

/// Errors: file_unreadable; data_invalid, listing the columns there are, if the path or year column is
/// missing.
Expected<Collected> collect_csv(const std::filesystem::path& file, const CsvColumns& columns);

/// "Aston Martin V8 Vantage Coupe 2012" -> make "Aston Martin", model "V8 Vantage Coupe", year 2012.
/// Errors: data_invalid if it does not end in a year or has no model.
Expected<Photo> parse_class_name(const std::string& text);

/// Make and model in lower case, joined by "|"; the photo's own path if both are unknown.
std::string default_split_group(const Photo& photo);

/// By its name: .jpg, .jpeg or .png, in any case.
bool has_photo_extension(const std::filesystem::path& path);

/// The photo files in a folder and below, sorted.
std::vector<std::filesystem::path> photo_files(const std::filesystem::path& folder);

/// The folders directly in a folder, sorted.
std::vector<std::filesystem::path> subfolders(const std::filesystem::path& folder);

}  // namespace deepcars::native
