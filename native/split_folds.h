// What `deepcars split --folds` writes: a split of its own for each fold.
#pragma once

#include <filesystem>
#include <string>

#include "native/data/folds.h"
#include "shared/error.h"

namespace deepcars::native {

/// Divides the index into folds and writes them into the folder: fold-1.csv and so on, each an index that `train` reads
/// as it is, and folds.json, last. Prints a table, or folds.json. Errors: those of reading an index and of make_folds;
/// file_unwritable.
Expected<void> split_into_folds(const std::string& index, const std::filesystem::path& folder,
                                const data::FoldOptions& options, bool json);

}  // namespace deepcars::native
