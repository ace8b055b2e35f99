// What a sweep runs: recipes, each a few changes to one base, over the folds of a cross-validation.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/train/run/train_options.h"
#include "shared/error.h"

namespace deepcars::sweep {

/// One recipe of a sweep.
struct Variant {
  std::string name;             ///< Also the name of its folder.
  train::TrainOptions options;  ///< Without index and output, which differ from fold to fold.
};

/// The first variant is the base itself, named "base".
struct SweepSpec {
  std::filesystem::path folds;   ///< Folder of `deepcars split --folds`.
  std::filesystem::path output;  ///< Folder for the runs and the results.
  std::vector<Variant> variants;
};

/// Reads a specification:
///   {"folds": "folds", "output": "sweep",
///    "base": {"recipe": "full", "weights": "resnet18.pth", "epochs": 12},
///    "variants": {"mixup": {"mixup": 0.2}, "longer": {"epochs": 24}}}
/// base and each variant have the keys of a run's config.json. Paths start from the current folder. The last epoch of
/// each run counts (best_by last), because the photos that measure a recipe must not choose its epoch. threads is used
/// where base names none. Errors: file_unreadable; data_invalid for something else than this form, a variant whose name
/// is no name of a folder, and what train_options_from and check refuse, naming the variant.
Expected<SweepSpec> read_sweep_spec(const std::filesystem::path& path, int threads);

}  // namespace deepcars::sweep
