// How good a network is on the photos it did not train on, in numbers that decide which epoch to keep.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "native/train/run/training_data.h"
#include "shared/score/year_ranges.h"

namespace deepcars::train {

struct Validation {
  double loss = 0;                ///< Mean negative log-likelihood of the right bucket, at temperature 1.
  double accuracy = 0;            ///< Share of photos in the right bucket.
  double within_one = 0;          ///< Share at most one bucket off.
  double mae_years = 0;           ///< Mean absolute error of the expected year, at the fitted temperature.
  double macro_mae_years = 0;     ///< The same per decade, then measure::macro_mean over the decades.
  double balanced_mae_years = 0;  ///< And measure::balanced_mean over them: less noisy where some are thin.
  double rank_correlation = 0;    ///< Spearman's, of expected year and year; 0 where it is not defined.
  double temperature = 1;         ///< That makes the likelihood largest.
  /// The probability that score::year_ranges must hold, so that they hold the year of 8 in 10 photos.
  double range_mass = score::range_coverage;
  double calibration_error =
      0;  ///< Expected calibration error of the likeliest bucket at that temperature, 0..1.
};

/// logits is [V, classes] in the order of data.val.
Validation validate(std::span<const float> logits, const TrainingData& data);

/// Mean negative log-likelihood of the labels. logits is [labels, classes].
double cross_entropy(std::span<const float> logits, std::span<const int> labels, double temperature);

/// The share of rows [labels, classes] whose largest logit is the label's.
double accuracy(std::span<const float> logits, std::span<const int> labels);

/// The temperature that minimises cross_entropy, by golden-section search between 0.05 and 20 on a
/// logarithmic scale (Guo et al., "On Calibration of Modern Neural Networks", 2017).
double fit_temperature(std::span<const float> logits, std::span<const int> labels);

/// The probability that score::year_ranges must hold to hold a share of range_coverage of the years, by halving;
/// 0.3..0.999. probabilities [N][K] are of the photos whose years these are. Precondition: N >= 1.
double fit_range_mass(std::span<const std::vector<float>> probabilities, std::span<const int> years,
                      const score::YearBuckets& buckets);

nlohmann::json to_json(const Validation& validation);

}  // namespace deepcars::train
