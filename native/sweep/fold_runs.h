// The finished runs of a cross-validation, read back from their folders.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "native/measure/cross_validation.h"
#include "native/train/run/validation_answers.h"
#include "shared/error.h"
#include "shared/score/year_buckets.h"

namespace deepcars::sweep {

/// What one recipe says of the photos that one fold holds out.
struct FoldRun {
  std::vector<train::ValidationAnswer> answers;
  std::vector<bool> new_source;  ///< For each answer, whether the fold trains on no photo of its source.
  double median_year = 0;        ///< The median year of the training photos.
  score::YearBuckets buckets;
  std::vector<double> class_years;  ///< [classes]
};

/// The run folder of a variant on a fold, in the folder of the sweep; folds count from 1.
std::filesystem::path fold_run_folder(const std::filesystem::path& sweep, const std::string& variant,
                                      std::size_t fold);

/// The file in a run folder that says that the run is finished.
std::filesystem::path finished_mark(const std::filesystem::path& run);

/// Reads the run in `folder`, which trained on the split in `fold`. Errors: those of reading the model file, the split
/// and the answers.
Expected<FoldRun> read_fold_run(const std::filesystem::path& folder, const std::filesystem::path& fold);

/// Scores every fold's held-out photos at a temperature that was fitted on those of all other folds: on sources that
/// neither trained the network nor are measured. With a single fold the temperature is 1.
std::vector<measure::HeldOut> score_folds(std::span<const FoldRun> runs);

}  // namespace deepcars::sweep
