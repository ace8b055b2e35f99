// The finished runs of a cross-validation, read back from their folders.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/cross_validation.h"
#include "native/train/run/validation_answers.h"
#include "shared/error.h"
#include "shared/score/year_buckets.h"
#include "shared/score/year_ranges.h"

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

/// Reads the run in `folder`, which trained on the split in `fold`. Errors: those of reading the model file, the split
/// and the answers.
Expected<FoldRun> read_fold_run(const std::filesystem::path& folder, const std::filesystem::path& fold);

/// What turns a network's logits into true probabilities and ranges.
struct Calibration {
  double temperature = 1;
  double range_mass = score::range_coverage;  ///< See weights::ModelMetadata.
  std::size_t photos = 0;                     ///< How many photos it was fitted on.
};

/// Fitted on the held-out photos of all folds, or all but one: those of new sources, or all where there are none of
/// these. Folds with other buckets than the first, which a rule may make of other years, are left out; the default for
/// no photos.
Calibration fit_calibration(std::span<const FoldRun> runs, std::optional<std::size_t> left_out = {});

/// {"temperature", "range_mass", "photos"}
nlohmann::json to_json(const Calibration& calibration);
/// Errors: data_invalid for a missing key or an impossible value.
Expected<Calibration> calibration_from_json(const nlohmann::json& json);

/// Scores every fold's held-out photos by the calibration of the other folds: on sources that neither trained the
/// network nor are measured.
std::vector<measure::HeldOut> score_folds(std::span<const FoldRun> runs);

}  // namespace deepcars::sweep
