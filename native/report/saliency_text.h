// An evaluation of saliency as files, as a table for a terminal, and as the numbers of its two charts.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "native/measure/saliency_evaluation.h"

namespace deepcars::report {

/// What stands under "saliency" in metrics.json: photos, steps, seed, blur_sigma_px, "sanity_check" (stages,
/// same_top_class, and per method its verdict and similarities by stage) and "curves" (per map the areas
/// under deletion and insertion and their differences to the random map). Every estimate is {"mean",
/// "standard_error"}; the latter is null for a single photo.
nlohmann::ordered_json saliency_json(const measure::SaliencyEvaluation& evaluation);

/// saliency_curves.csv: curve (deletion or insertion), map, share (of the pixels exchanged, 0..1),
/// probability, probability_standard_error, year_change_years, year_change_standard_error. Errors are empty
/// for a single photo.
std::string saliency_curves_csv(const measure::SaliencyEvaluation& evaluation);

std::string saliency_table(const measure::SaliencyEvaluation& evaluation);

/// One line of a chart with a band of one standard error on either side (none for a single photo: low = mean
/// = high).
struct Band {
  std::string name;
  std::vector<double> mean, low, high;  ///< Equal lengths.
};

struct BandChart {
  std::vector<std::string> labels;  ///< Along the x axis, one per value of each band.
  std::vector<Band> bands;
};

enum class CurveKind { deletion, insertion };

/// The probability of the originally likeliest bucket by the share of pixels exchanged ("0.000" to "1.000"),
/// per map.
BandChart curve_chart(const measure::SaliencyEvaluation& evaluation, CurveKind kind);

/// The rank correlation (absolute values) with the original map by the layer randomised last, per method.
BandChart rank_correlation_chart(const measure::SaliencyEvaluation& evaluation);

}  // namespace deepcars::report
