// The results of a sweep as tables.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "native/measure/cross_validation.h"

namespace deepcars::sweep {

/// A recipe and its measured folds.
struct VariantResult {
  std::string name;
  std::vector<measure::HeldOut> folds;
};

/// Where the results lie in the folder of a sweep.
std::filesystem::path results_file(const std::filesystem::path& sweep);

/// A row per variant, fold and part: photos, mae_years, macro_mae_years, macro_ratio, rank_correlation,
/// calibration_error; a cell is empty where the measure is not defined.
std::string results_csv(std::span<const VariantResult> results);

/// For a terminal: for each part a row per variant, with the mean over the folds and how much they differ.
std::string results_table(std::span<const VariantResult> results);

/// A photo whose label is suspect, and what the variants say: expected years.
struct Suspect {
  measure::EvaluatedPhoto photo;
  double nearest_year = 0;   ///< The answer that is nearest to the label.
  double farthest_year = 0;  ///< And the one that is farthest.
};

/// Photos where every variant's answer, given by the fold that did not train on the photo, is more than min_years from
/// the label, in the same direction. Those with the largest distance of the nearest answer come first.
std::vector<Suspect> find_suspects(std::span<const VariantResult> results, double min_years);

/// A row per photo: path, year, make, model, source, and the nearest and the farthest answer.
std::string suspects_csv(std::span<const Suspect> suspects);

}  // namespace deepcars::sweep
