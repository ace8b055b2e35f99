// The index: the one table of photos that prepare writes and split, train and evaluate read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "native/data/year_text.h"
#include "shared/error.h"

namespace deepcars::data {

/// One row of the index.
struct Photo {
  std::filesystem::path path;  ///< Ready to open: absolute, or relative to the working folder.
  int year = 0;                ///< The production year.
  std::string make = {};
  std::string model = {};
  std::string split_group = {};  ///< Photos of one group must stay in one split; usually make and model.
  std::string source = {};       ///< Which collection the photo comes from; may be empty.
  std::string split = {};        ///< "train", "val", "test", or empty where nothing was split yet.
  /// Degrees around the car, 0 in front of it, as DVM-CAR counts; may be empty.
  std::string viewpoint = {};
  /// perceptual_hash() of the picture; none where it says nothing.
  std::optional<std::uint64_t> phash = {};
  /// Where the year is an estimate: the years that it may be; `year` is their middle.
  std::optional<YearSpan> estimate = {};
  /// The row that says so, "row 2 of cars.csv"; empty for a photo that was found in a folder. Not in the index.
  std::string row = {};
};

/// Sets year, and estimate if the years are a span.
void set_years(Photo& photo, const YearSpan& years);

/// Reads columns path, year, make, model, split_group and, where they exist, source, split, viewpoint,
/// phash (16 hexadecimal digits or nothing), from_year and to_year (an estimate, or nothing); others are ignored. Years
/// and paths are read as parse_years and photo_path say; paths are relative to folder_of_table. Errors:
/// file_unreadable; data_invalid, naming the row, for a missing column or one that stands twice, an empty path, a year
/// that is no number or not plausible, an unknown split, a phash of another form, or a table without rows.
Expected<std::vector<Photo>> read_index(const std::filesystem::path& path);

/// The text of an index with all columns as UTF-8, to be written to the path: photos' paths become relative to its
/// folder, or file:// URLs if they are not UTF-8. Errors: file_unwritable.
Expected<std::string> index_csv(const std::filesystem::path& path, const std::vector<Photo>& photos);

/// Writes index_csv. Errors: file_unwritable.
Expected<void> write_index(const std::filesystem::path& path, const std::vector<Photo>& photos);

}  // namespace deepcars::data
