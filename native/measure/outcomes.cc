#include "native/measure/outcomes.h"

#include <numeric>
#include <vector>

#include "native/base/decade.h"
#include "native/measure/metrics.h"
#include "native/measure/reliability.h"
#include "shared/measure/rank_correlation.h"

namespace deepcars::measure {
namespace {

/// Columns of the outcomes, as the measures want them.
struct Columns {
  std::vector<double> hits, near_hits, likelihoods, confidences, confident_hits;  // Photos in a bucket only.
  std::vector<int> labels;
  std::vector<double> errors, years, expected_years, modernities;  // All photos.
  std::vector<double> in_range, range_years;                       // Photos with a range.
  std::vector<int> decades;

  void add(const Outcome& outcome) {
    errors.push_back(outcome.error_years);
    years.push_back(outcome.truth.year);
    decades.push_back(base::decade(outcome.truth.year));
    if (outcome.expected_year) expected_years.push_back(*outcome.expected_year);
    if (outcome.in_range) in_range.push_back(*outcome.in_range);
    if (outcome.range_years) range_years.push_back(*outcome.range_years);
    if (outcome.modernity) modernities.push_back(*outcome.modernity);
    if (!outcome.truth.label) return;
    labels.push_back(*outcome.truth.label);
    hits.push_back(outcome.hit);
    near_hits.push_back(outcome.near_hit);
    if (outcome.truth_probability) likelihoods.push_back(*outcome.truth_probability);
    if (!outcome.confidence) return;
    confidences.push_back(*outcome.confidence);
    confident_hits.push_back(outcome.confident_hit);
  }
};

}  // namespace

Summary summarise(std::span<const Outcome> outcomes, std::span<const std::size_t> positions) {
  Columns columns;
  for (const std::size_t position : positions) columns.add(outcomes[position]);
  Summary summary;
  summary.accuracy = mean(columns.hits);
  summary.within_one_bucket = mean(columns.near_hits);
  summary.macro_accuracy = macro_mean(columns.hits, columns.labels);
  summary.nll = negative_log_likelihood(columns.likelihoods);
  summary.calibration_error = calibration_error(columns.confidences, columns.confident_hits);
  summary.mae_years = mean(columns.errors);
  summary.macro_mae_years = macro_mean(columns.errors, columns.decades);
  summary.range_coverage = mean(columns.in_range);
  summary.range_years = mean(columns.range_years);
  if (columns.modernities.size() == columns.years.size()) {
    summary.rank_correlation_modernity = rank_correlation(columns.modernities, columns.years);
  }
  if (columns.expected_years.size() == columns.years.size()) {
    summary.rank_correlation_year = rank_correlation(columns.expected_years, columns.years);
  }
  return summary;
}

Summary summarise(std::span<const Outcome> outcomes) {
  std::vector<std::size_t> positions(outcomes.size());
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  return summarise(outcomes, positions);
}

}  // namespace deepcars::measure
