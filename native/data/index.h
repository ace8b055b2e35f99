// The index: the one table of photos that prepare writes and split, train and evaluate read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

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
};

/// Reads columns path, year, make, model, split_group and, where they exist, source, split, viewpoint and
/// phash (16 hexadecimal digits or nothing); others are ignored. Paths in the file are relative to the file's
/// own folder, or absolute. Errors: file_unreadable; data_invalid, naming the row, for a missing column, an
/// empty path, a year that is no number, an unknown split, a phash of another form, or a table without rows.
Expected<std::vector<Photo>> read_index(const std::filesystem::path& path);

/// Writes all columns; paths become relative to the index's folder. Errors: file_unwritable.
Expected<void> write_index(const std::filesystem::path& path, const std::vector<Photo>& photos);

/// A whole number and nothing else around it. Errors: data_invalid, saying that it is not a year.
Expected<int> parse_year(const std::string& text);

}  // namespace deepcars::data
