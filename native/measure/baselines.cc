#include "native/measure/baselines.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "native/measure/metrics.h"

namespace deepcars::measure {
namespace {

/// One thing that a baseline may say, whatever the photo, and how often it says it.
struct Guess {
  double weight;
  std::optional<int> label;
  double year;
};

/// What guesses drawn by their weights score in expectation.
std::vector<Outcome> expected_outcomes(std::span<const Truth> truths, std::span<const Guess> guesses) {
  std::vector<Outcome> outcomes;
  for (const Truth& truth : truths) {
    Outcome outcome{truth};
    for (const Guess& guess : guesses) {
      outcome.error_years += guess.weight * std::abs(guess.year - truth.year);
      if (!truth.label || !guess.label) continue;
      const int distance = std::abs(*truth.label - *guess.label);
      outcome.hit += distance == 0 ? guess.weight : 0;
      outcome.near_hit += distance <= 1 ? guess.weight : 0;
    }
    outcomes.push_back(outcome);
  }
  return outcomes;
}

}  // namespace

BaselineStatistics baseline_statistics(std::span<const int> years, const score::YearBuckets& buckets) {
  BaselineStatistics statistics;
  statistics.photos = years.size();
  statistics.class_prior.assign(static_cast<std::size_t>(buckets.classes()), 1.0);
  double total = buckets.classes();
  for (const int year : years) {
    const std::optional<int> label = buckets.label(year);
    if (!label) continue;
    statistics.class_prior[static_cast<std::size_t>(*label)] += 1;
    total += 1;
  }
  for (double& share : statistics.class_prior) share /= total;
  statistics.majority_class =
      static_cast<int>(std::max_element(statistics.class_prior.begin(), statistics.class_prior.end()) -
                       statistics.class_prior.begin());
  const std::vector<float> prior(statistics.class_prior.begin(), statistics.class_prior.end());
  statistics.ranges = score::year_ranges(prior, buckets, score::range_coverage);
  statistics.median_year = *median(std::vector<double>(years.begin(), years.end()));
  return statistics;
}

std::vector<Outcome> majority_class_baseline(std::span<const Truth> truths,
                                             const BaselineStatistics& statistics,
                                             std::span<const double> class_years) {
  const int top = statistics.majority_class;
  const Guess guess{.weight = 1.0, .label = top, .year = class_years[static_cast<std::size_t>(top)]};
  return expected_outcomes(truths, std::span(&guess, 1));
}

std::vector<Outcome> class_prior_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                          std::span<const double> class_years) {
  std::vector<Guess> guesses;
  for (std::size_t k = 0; k < class_years.size(); ++k) {
    guesses.push_back(
        {.weight = statistics.class_prior[k], .label = static_cast<int>(k), .year = class_years[k]});
  }
  std::vector<Outcome> outcomes = expected_outcomes(truths, guesses);
  for (Outcome& outcome : outcomes) {
    outcome.in_range = score::contains(statistics.ranges, outcome.truth.year) ? 1 : 0;
    outcome.range_years = score::length_years(statistics.ranges);
    if (!outcome.truth.label) continue;
    outcome.truth_probability = statistics.class_prior[static_cast<std::size_t>(*outcome.truth.label)];
    outcome.confidence = statistics.class_prior[static_cast<std::size_t>(statistics.majority_class)];
    outcome.confident_hit = *outcome.truth.label == statistics.majority_class ? 1 : 0;
  }
  return outcomes;
}

std::vector<Outcome> median_year_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                          const score::YearBuckets& buckets) {
  const Guess guess{.weight = 1.0,
                    .label = buckets.label(static_cast<int>(std::floor(statistics.median_year))),
                    .year = statistics.median_year};
  return expected_outcomes(truths, std::span(&guess, 1));
}

}  // namespace deepcars::measure
