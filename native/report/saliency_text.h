// An evaluation of saliency as JSON, as CSV, and as a table for a terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "native/measure/saliency_evaluation.h"

namespace deepcars::report {

/// What stands under "saliency" in metrics.json: photos, steps, seed, blur_sigma_px, "sanity_check" (stages,
/// same_top_class, and per method its verdict and similarities by stage) and "curves" (per map the areas
/// under deletion and insertion and their differences to the random map). Every estimate is {"mean",
/// "standard_error"}; the latter is null for a single photo.
nlohmann::ordered_json saliency_json(const measure::SaliencyEvaluation& evaluation);

/// What stands under "saliency_curves" in report.json: {"deletion", "insertion"}, each with one list of
/// estimates per map: the probability of the bucket that was likeliest for the whole photo, after each step.
nlohmann::ordered_json saliency_curves_json(const measure::SaliencyEvaluation& evaluation);

/// saliency_curves.csv: curve (deletion or insertion), map, share (of the pixels exchanged, 0..1),
/// probability, probability_standard_error, year_change_years, year_change_standard_error. Errors are empty
/// for a single photo.
std::string saliency_curves_csv(const measure::SaliencyEvaluation& evaluation);

/// A table for a terminal: similarities by stage with each method's verdict, then the areas under the curves.
std::string saliency_table(const measure::SaliencyEvaluation& evaluation);

}  // namespace deepcars::report
