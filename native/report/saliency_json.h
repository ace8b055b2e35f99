// An evaluation of saliency as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "native/measure/saliency_evaluation.h"

namespace deepcars::report {

/// What stands under "saliency" in metrics.json; README.md in this folder describes it.
nlohmann::ordered_json saliency_json(const measure::SaliencyEvaluation& evaluation);

/// What stands under "saliency_curves" in report.json: for each target, fill and map the curves "deletion"
/// and "insertion", lists of {"mean", "standard_error"} of measure::answer_left after each step.
nlohmann::ordered_json saliency_curves_json(const measure::SaliencyEvaluation& evaluation);

}  // namespace deepcars::report
