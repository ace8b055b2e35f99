#include "native/measure/cross_validation.h"

#include <cmath>

#include "native/base/decade.h"
#include "native/measure/metrics.h"
#include "shared/measure/rank_correlation.h"

namespace deepcars::measure {
namespace {

bool belongs(Part part, bool new_source) {
  return part == Part::all || (part == Part::new_sources) == new_source;
}

}  // namespace

const char* name(Part part) {
  switch (part) {
    case Part::all:
      return "all";
    case Part::new_sources:
      return "new sources";
    case Part::known_sources:
      break;
  }
  return "known sources";
}

std::optional<FoldMeasures> fold_measures(const HeldOut& fold, Part part) {
  std::vector<double> years, expected, medians;
  std::vector<int> decades;
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < fold.photos.size(); ++i) {
    if (!belongs(part, fold.new_source[i])) continue;
    const EvaluatedPhoto& photo = fold.photos[i];
    years.push_back(photo.truth.year);
    expected.push_back(photo.score.expected_year);
    medians.push_back(fold.median_year);
    decades.push_back(base::decade(photo.truth.year));
    outcomes.push_back(outcome_of(photo));
  }
  if (years.empty()) return std::nullopt;
  const std::vector<double> errors = absolute_errors(expected, years),
                            guesses = absolute_errors(medians, years);
  const Summary summary = summarise(outcomes);
  const double macro = *macro_mean(errors, decades), guessed = *macro_mean(guesses, decades);
  return FoldMeasures{.photos = years.size(),
                      .mae_years = *mean(errors),
                      .macro_mae_years = macro,
                      .macro_ratio = guessed > 0 ? macro / guessed : 0,
                      .rank_correlation = rank_correlation(expected, years),
                      .calibration_error = summary.calibration_error,
                      .range_coverage = summary.range_coverage,
                      .range_years = summary.range_years};
}

std::optional<OverFolds> over_folds(std::span<const double> values) {
  const auto centre = mean(values);
  if (!centre) return std::nullopt;
  OverFolds result{.mean = *centre, .deviation = {}};
  if (values.size() > 1) {
    double squares = 0;
    for (const double value : values) squares += (value - *centre) * (value - *centre);
    result.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  }
  return result;
}

}  // namespace deepcars::measure
