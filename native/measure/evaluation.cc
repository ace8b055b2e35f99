#include "native/measure/evaluation.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "native/base/decade.h"
#include "native/measure/metrics.h"

namespace deepcars::measure {
namespace {

/// What depends on which bucket each photo was given.
void count_classes(std::span<const EvaluatedPhoto> photos, int classes, Evaluation& result) {
  std::vector<int> labels, tops;
  std::vector<double> confidences, hits;
  result.photos_per_class.assign(static_cast<std::size_t>(classes), 0);
  for (const EvaluatedPhoto& photo : photos) {
    if (!photo.truth.label) {
      result.years_outside_buckets[photo.truth.year] += 1;
      continue;
    }
    labels.push_back(*photo.truth.label);
    tops.push_back(photo.score.top_class);
    confidences.push_back(confidence(photo));
    hits.push_back(labels.back() == tops.back() ? 1 : 0);
    result.photos_per_class[static_cast<std::size_t>(labels.back())] += 1;
  }
  result.confusion = confusion_matrix(labels, tops, classes);
  result.reliability = reliability_bins(confidences, hits);
}

}  // namespace

std::size_t Evaluation::photos_outside_buckets() const {
  std::size_t count = 0;
  for (const auto& [year, photos_of_year] : years_outside_buckets) count += photos_of_year;
  return count;
}

Evaluation evaluate(std::span<const EvaluatedPhoto> photos, const BaselineStatistics& statistics,
                    const score::YearBuckets& buckets, std::span<const double> class_years,
                    const BootstrapPlan& plan) {
  Evaluation result;
  result.photos = photos.size();
  result.statistics = statistics;
  count_classes(photos, buckets.classes(), result);

  std::vector<Truth> truths;
  std::vector<Outcome> model;
  std::vector<std::string> split_groups;
  for (const EvaluatedPhoto& photo : photos) {
    truths.push_back(photo.truth);
    model.push_back(outcome_of(photo));
    split_groups.push_back(photo.split_group);
  }
  const std::array<std::vector<Outcome>, baselines.size()> guessed = {
      majority_class_baseline(truths, statistics, class_years),
      class_prior_baseline(truths, statistics, class_years),
      median_year_baseline(truths, statistics, buckets)};
  result.model = summarise(model);
  for (std::size_t b = 0; b < baselines.size(); ++b) result.*baselines[b].value = summarise(guessed[b]);
  result.intervals = bootstrap_intervals(model, guessed, split_groups, plan);

  const auto grouped = [&](auto name_of) {
    return group_photos(photos, statistics.median_year, plan, name_of);
  };
  result.by_decade = grouped([](const EvaluatedPhoto& photo) { return base::decade_text(photo.truth.year); });
  result.by_make = grouped([](const EvaluatedPhoto& photo) { return photo.make; });
  result.by_source = grouped([](const EvaluatedPhoto& photo) { return photo.source; });
  return result;
}

}  // namespace deepcars::measure
