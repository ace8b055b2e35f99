#include "native/report/evaluation.h"

#include <cmath>
#include <cstdlib>
#include <functional>

#include "native/report/metrics.h"

namespace deepcars::report {
namespace {

/// The measures of buckets, over the photos that are in one.
void measure_classes(std::span<const EvaluatedPhoto> photos, Summary& summary) {
  std::vector<double> hits, near_hits, likelihoods, confidences;
  std::vector<int> labels;
  for (const EvaluatedPhoto& photo : photos) {
    if (!photo.truth.label) continue;
    const int distance = std::abs(*photo.truth.label - photo.score.top_class);
    labels.push_back(*photo.truth.label);
    hits.push_back(distance == 0 ? 1.0 : 0.0);
    near_hits.push_back(distance <= 1 ? 1.0 : 0.0);
    likelihoods.push_back(photo.score.probabilities[static_cast<std::size_t>(*photo.truth.label)]);
    confidences.push_back(photo.score.probabilities[static_cast<std::size_t>(photo.score.top_class)]);
  }
  summary.accuracy = mean(hits);
  summary.within_one_bucket = mean(near_hits);
  summary.macro_accuracy = macro_mean(hits, labels);
  summary.nll = negative_log_likelihood(likelihoods);
  summary.calibration_error = calibration_error(confidences, hits);
}

/// The measures of years, over all photos.
void measure_years(std::span<const EvaluatedPhoto> photos, Summary& summary) {
  std::vector<double> years, expected, modernity;
  std::vector<int> decades;
  for (const EvaluatedPhoto& photo : photos) {
    years.push_back(photo.truth.year);
    expected.push_back(photo.score.expected_year);
    modernity.push_back(photo.score.modernity);
    decades.push_back(decade(photo.truth.year));
  }
  const std::vector<double> errors = absolute_errors(expected, years);
  summary.mae_years = mean(errors);
  summary.macro_mae_years = macro_mean(errors, decades);
  summary.rank_correlation_modernity = rank_correlation(modernity, years);
  summary.rank_correlation_year = rank_correlation(expected, years);
}

std::vector<Group> grouped(std::span<const EvaluatedPhoto> photos, double median_year,
                           const std::function<std::string(const EvaluatedPhoto&)>& name_of) {
  std::map<std::string, Group> groups;
  for (const EvaluatedPhoto& photo : photos) {
    Group& group = groups[name_of(photo)];
    group.photos += 1;
    group.mae_years += std::abs(photo.score.expected_year - photo.truth.year);
    group.median_year_mae_years += std::abs(median_year - photo.truth.year);
  }
  std::vector<Group> result;
  for (auto& [name, group] : groups) {
    group.name = name;
    group.mae_years /= static_cast<double>(group.photos);
    group.median_year_mae_years /= static_cast<double>(group.photos);
    result.push_back(group);
  }
  return result;
}

}  // namespace

std::size_t Evaluation::photos_outside_buckets() const {
  std::size_t count = 0;
  for (const auto& [year, photos_of_year] : years_outside_buckets) count += photos_of_year;
  return count;
}

Evaluation evaluate(std::span<const EvaluatedPhoto> photos, const BaselineStatistics& statistics,
                    const score::YearBuckets& buckets, std::span<const double> class_years) {
  Evaluation result;
  result.photos = photos.size();
  result.statistics = statistics;
  measure_classes(photos, result.model);
  measure_years(photos, result.model);

  std::vector<Truth> truths;
  std::vector<int> labels, tops;
  result.photos_per_class.assign(static_cast<std::size_t>(buckets.classes()), 0);
  for (const EvaluatedPhoto& photo : photos) {
    truths.push_back(photo.truth);
    if (photo.truth.label) {
      labels.push_back(*photo.truth.label);
      tops.push_back(photo.score.top_class);
      result.photos_per_class[static_cast<std::size_t>(*photo.truth.label)] += 1;
    } else {
      result.years_outside_buckets[photo.truth.year] += 1;
    }
  }
  result.confusion = confusion_matrix(labels, tops, buckets.classes());
  result.majority_class = majority_class_baseline(truths, statistics, class_years);
  result.class_prior = class_prior_baseline(truths, statistics, class_years);
  result.median_year = median_year_baseline(truths, statistics, buckets);

  const auto decade_name = [](const EvaluatedPhoto& photo) {
    return std::to_string(decade(photo.truth.year)) + "s";
  };
  const auto source_name = [](const EvaluatedPhoto& photo) {
    return photo.source.empty() ? std::string("(unnamed)") : photo.source;
  };
  result.by_decade = grouped(photos, statistics.median_year, decade_name);
  result.by_source = grouped(photos, statistics.median_year, source_name);
  return result;
}

}  // namespace deepcars::report
