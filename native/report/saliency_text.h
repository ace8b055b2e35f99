// An evaluation of saliency as CSV, and as tables for a terminal.
#pragma once

#include <string>

#include "native/measure/saliency_evaluation.h"

namespace deepcars::report {

/// saliency_curves.csv: target, fill, curve (deletion or insertion), map, share (of the pixels exchanged,
/// 0..1), answer_left (see measure::answer_left), standard_error (empty for a single photo).
std::string saliency_curves_csv(const measure::SaliencyEvaluation& evaluation);

/// A table per target and fill, the best map first: areas, the lead over the edges, and the verdict; then, if
/// it was made, the test with random weights.
std::string saliency_table(const measure::SaliencyEvaluation& evaluation);

}  // namespace deepcars::report
