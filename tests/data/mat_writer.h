// Writes .mat files with libmatio: another implementation than the one that is tested.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace deepcars::testing {

/// One struct of an array; texts (ASCII) become char arrays, numbers 1 x 1 arrays of 8-bit integers.
struct MatRow {
  std::map<std::string, std::string> texts;
  std::map<std::string, int> numbers;
};

struct MatVariables {
  std::map<std::string, std::vector<std::string>> cells;  ///< Cell arrays of char arrays.
  std::map<std::string, std::vector<MatRow>> structs;     ///< All rows of one have the same fields.
};

/// Makes missing folders. Throws std::runtime_error.
void write_mat(const std::string& path, const MatVariables& variables, bool compressed = true);

}  // namespace deepcars::testing
