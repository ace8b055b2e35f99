#include "native/measure/evaluated_photo.h"

#include <cmath>
#include <cstdlib>
#include <utility>

namespace deepcars::measure {

EvaluatedPhoto evaluated_photo(const data::Photo& photo, score::Score score,
                               std::vector<score::YearRange> ranges, const score::YearBuckets& buckets) {
  return {.path = photo.path.string(),
          .source = photo.source,
          .truth = {.year = photo.year, .label = buckets.label(photo.year)},
          .score = std::move(score),
          .make = photo.make,
          .model = photo.model,
          .split_group = photo.split_group,
          .ranges = std::move(ranges)};
}

Outcome outcome_of(const EvaluatedPhoto& photo) {
  Outcome outcome{photo.truth};
  outcome.error_years = std::abs(photo.score.expected_year - photo.truth.year);
  outcome.expected_year = photo.score.expected_year;
  outcome.modernity = photo.score.modernity;
  if (!photo.ranges.empty()) {
    outcome.in_range = score::contains(photo.ranges, photo.truth.year) ? 1 : 0;
    outcome.range_years = score::length_years(photo.ranges);
  }
  if (!photo.truth.label) return outcome;
  const int distance = std::abs(*photo.truth.label - photo.score.top_class);
  outcome.hit = distance == 0 ? 1 : 0;
  outcome.near_hit = distance <= 1 ? 1 : 0;
  outcome.truth_probability = photo.score.probabilities[static_cast<std::size_t>(*photo.truth.label)];
  outcome.confidence = confidence(photo);
  outcome.confident_hit = outcome.hit;
  return outcome;
}

}  // namespace deepcars::measure
