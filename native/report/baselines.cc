#include "native/report/baselines.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "native/report/metrics.h"

namespace deepcars::report {
namespace {

/// One thing that a baseline may say, whatever the photo, and how often it says it.
struct Guess {
  double weight;
  std::optional<int> label;
  double year;
};

/// What guesses drawn by their weights score in expectation.
Summary expected_summary(std::span<const Truth> truths, std::span<const Guess> guesses) {
  std::vector<double> hits, near_hits, errors;
  std::vector<int> labels, decades;
  for (const Truth& truth : truths) {
    double hit = 0, near_hit = 0, error = 0;
    for (const Guess& guess : guesses) {
      error += guess.weight * std::abs(guess.year - truth.year);
      if (!truth.label || !guess.label) continue;
      const int distance = std::abs(*truth.label - *guess.label);
      hit += distance == 0 ? guess.weight : 0;
      near_hit += distance <= 1 ? guess.weight : 0;
    }
    errors.push_back(error);
    decades.push_back(decade(truth.year));
    if (!truth.label) continue;
    hits.push_back(hit);
    near_hits.push_back(near_hit);
    labels.push_back(*truth.label);
  }
  Summary summary;
  summary.accuracy = mean(hits);
  summary.within_one_bucket = mean(near_hits);
  summary.macro_accuracy = macro_mean(hits, labels);
  summary.mae_years = mean(errors);
  summary.macro_mae_years = macro_mean(errors, decades);
  return summary;
}

}  // namespace

int decade(int year) { return year - year % 10; }

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
  statistics.median_year = *median(std::vector<double>(years.begin(), years.end()));
  return statistics;
}

Summary majority_class_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                std::span<const double> class_years) {
  const int top = statistics.majority_class;
  const Guess guess{1.0, top, class_years[static_cast<std::size_t>(top)]};
  return expected_summary(truths, std::span(&guess, 1));
}

Summary class_prior_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                             std::span<const double> class_years) {
  std::vector<Guess> guesses;
  for (std::size_t k = 0; k < class_years.size(); ++k) {
    guesses.push_back({statistics.class_prior[k], static_cast<int>(k), class_years[k]});
  }
  Summary summary = expected_summary(truths, guesses);
  std::vector<double> likelihoods, confidences, hits;
  for (const Truth& truth : truths) {
    if (!truth.label) continue;
    likelihoods.push_back(statistics.class_prior[static_cast<std::size_t>(*truth.label)]);
    confidences.push_back(statistics.class_prior[static_cast<std::size_t>(statistics.majority_class)]);
    hits.push_back(*truth.label == statistics.majority_class ? 1.0 : 0.0);
  }
  summary.nll = negative_log_likelihood(likelihoods);
  summary.calibration_error = calibration_error(confidences, hits);
  return summary;
}

Summary median_year_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                             const score::YearBuckets& buckets) {
  const Guess guess{1.0, buckets.label(static_cast<int>(std::floor(statistics.median_year))),
                    statistics.median_year};
  return expected_summary(truths, std::span(&guess, 1));
}

}  // namespace deepcars::report
