// Guesses that know nothing of the photo: what a model has to beat.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "native/measure/outcomes.h"
#include "shared/score/year_buckets.h"
#include "shared/score/year_ranges.h"

namespace deepcars::measure {

/// What a baseline may know: the years of the training photos.
struct BaselineStatistics {
  std::string from;  ///< Which photos these are, for a person.
  std::size_t photos = 0;
  /// [K], sum 1; one photo is added to every bucket, so that none is impossible.
  std::vector<double> class_prior;
  int majority_class = 0;
  double median_year = 0;
  std::vector<score::YearRange>
      ranges;  ///< score::year_ranges of the class prior, for score::range_coverage.
};

/// Precondition: years is not empty.
BaselineStatistics baseline_statistics(std::span<const int> years, const score::YearBuckets& buckets);

/// Always the commonest bucket, and the year that stands for it.
std::vector<Outcome> majority_class_baseline(std::span<const Truth> truths,
                                             const BaselineStatistics& statistics,
                                             std::span<const double> class_years);
/// A bucket drawn at random by the shares of the buckets: the expectation over all draws. The shares are its
/// probabilities for nll and calibration, and its range is theirs.
std::vector<Outcome> class_prior_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                          std::span<const double> class_years);
/// Always the median year, and the bucket that it is in.
std::vector<Outcome> median_year_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                          const score::YearBuckets& buckets);

}  // namespace deepcars::measure
