// What answers cost nothing: the guesses that a model has to beat.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/score/year_buckets.h"

namespace deepcars::report {

/// The truth about one photo. The label is missing if the year is outside the model's buckets.
struct Truth {
  int year = 0;
  std::optional<int> label;
};

/// Every number of a model or a baseline; missing where it is not defined. Class measures leave out photos
/// whose year is in no bucket, year measures keep them.
struct Summary {
  std::optional<double> accuracy;                    ///< 0..1
  std::optional<double> within_one_bucket;           ///< 0..1: the bucket or one beside it.
  std::optional<double> macro_accuracy;              ///< Mean over buckets that have photos.
  std::optional<double> nll;                         ///< Negative log likelihood, in nats.
  std::optional<double> calibration_error;           ///< 15 bins, 0..1.
  std::optional<double> mae_years;                   ///< Mean absolute error of the year.
  std::optional<double> macro_mae_years;             ///< Mean over decades that have photos.
  std::optional<double> rank_correlation_modernity;  ///< Of modernity score and year.
  std::optional<double> rank_correlation_year;       ///< Of expected year and year.
};

/// What a baseline may know: the years of the training photos.
struct BaselineStatistics {
  std::string from;  ///< Which photos these are, for a person.
  std::size_t photos = 0;
  std::vector<double>
      class_prior;  ///< [K], sum 1; one photo is added to every bucket, so that none is impossible.
  int majority_class = 0;
  double median_year = 0;
};

/// Precondition: years is not empty.
BaselineStatistics baseline_statistics(std::span<const int> years, const score::YearBuckets& buckets);

/// Always the commonest bucket, and the year that stands for it.
Summary majority_class_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                                std::span<const double> class_years);
/// A bucket drawn at random with the buckets' shares, in expectation; as probabilities for nll and
/// calibration.
Summary class_prior_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                             std::span<const double> class_years);
/// Always the median year, and the bucket that it is in.
Summary median_year_baseline(std::span<const Truth> truths, const BaselineStatistics& statistics,
                             const score::YearBuckets& buckets);

/// The first year of a year's decade: 1998 -> 1990.
int decade(int year);

}  // namespace deepcars::report
