// Cross-validation over sources: how good is a recipe on collections that it has not seen?
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "native/data/index.h"
#include "native/data/split.h"
#include "shared/error.h"

namespace deepcars::data {

struct FoldOptions {
  int folds = 4;
  std::uint64_t seed = 100;
  /// As in SplitOptions.
  int max_near_duplicate_bits = near_duplicate_bits;
  std::vector<int> year_edges = {};
};

/// One fold: what is held out, and what may be trained on.
struct Fold {
  std::vector<Photo> photos;         ///< Split "val": held out. Split "train": all others but those left out.
  std::vector<std::string> sources;  ///< The sources that are held out as a whole.
  std::size_t left_out_for_group = 0;       ///< Photos of other sources that show a held-out make and model.
  std::size_t left_out_for_duplicates = 0;  ///< Other photos with a near duplicate among the held-out ones.
};

/// Divides an index into folds, so that every photo is held out by exactly one. Whole sources stay together. A
/// source with more photos than a fold's share is divided by split_group instead, because holding it out would
/// leave too little to train on. A fold trains on no make and model, and on no near duplicate, of what it holds
/// out: its measures are those of new cars in new places. Deterministic on every platform.
///
/// Errors: invalid_argument for fewer than two folds, edges that do not ascend or a number of bits outside
/// -1..16; data_invalid if a fold would hold out nothing.
Expected<std::vector<Fold>> make_folds(const std::vector<Photo>& photos, const FoldOptions& options);

/// Where a fold's split lies in the folder of a cross-validation; folds count from 1.
std::filesystem::path fold_file(const std::filesystem::path& folder, std::size_t fold);

/// Where the folder says how its folds were made, and how many there are.
std::filesystem::path folds_record(const std::filesystem::path& folder);

}  // namespace deepcars::data
