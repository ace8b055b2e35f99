// MATLAB's .mat files (level 5), as data sets ship their tables in them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::data {

/// A variable, or a part of one. At most one of text, numbers, cells and fields is filled; arrays are in
/// MATLAB's order, the first dimension fastest. Sparse matrices, objects and functions are read as nothing.
struct MatValue {
  std::string text;             ///< A char array, as UTF-8.
  std::vector<double> numbers;  ///< A numeric array, without imaginary parts.
  std::vector<MatValue> cells;  ///< A cell array.
  /// A struct array: the values of each field, one per element. All columns are equally long.
  std::map<std::string, std::vector<MatValue>> columns;
};

/// All variables by name, as "Level 5 MAT-File Format" of MATLAB's documentation lays them down, compressed
/// or not. Every length is checked against the bytes there are before anything is read or allocated.
/// (libmatio 1.5.23 reads out of bounds, or forever, on files cut short.) Errors: file_unreadable;
/// data_invalid if the file is damaged, of version 4 or 7.3, or of a big-endian machine.
Expected<std::map<std::string, MatValue>> read_mat(const std::filesystem::path& path);

}  // namespace deepcars::data
