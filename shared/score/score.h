// From logits to what a person reads: probabilities, modernity score, expected year.
#pragma once

#include <span>
#include <vector>

namespace deepcars::score {

/// The network's answer for one photo. K is the number of year buckets.
struct Score {
  std::vector<float> probabilities;  ///< [K], each 0..1, sum 1, oldest bucket first.
  int top_class = 0;                 ///< Index of the largest probability.
  double modernity = 1;          ///< Sum of (class index + 1) * probability: 1..K, as in the Python original.
  double modernity_percent = 0;  ///< (modernity - 1) / (K - 1) * 100: 0 oldest, 100 newest; 0 if K is 1.
  double expected_year = 0;      ///< Median of the class years under the probabilities; see score.
};

/// Probabilities exp(z/T) / sum exp(z/T), computed without overflow.
/// logits is [K], K >= 1; temperature > 0 (Guo et al., "On Calibration of Modern Neural Networks", 2017).
std::vector<float> softmax(std::span<const float> logits, double temperature);

/// Scores one photo. class_years is [K]: the year that stands for each class, ascending.
///
/// The expected year is the median of the distribution, of all years the one with the smallest expected error. (The
/// mean is drawn to the middle of the century by every probability that is spread thinly over other decades.) Half of
/// a class's probability lies on either side of its year; between two class years the distribution function is a
/// straight line.
Score score(std::span<const float> logits, std::span<const double> class_years, double temperature);

/// d expected_year / d logits, [K]. At a class year itself, where the slope changes, that of the years before it.
std::vector<float> expected_year_gradient(const Score& score, std::span<const double> class_years,
                                          double temperature);

}  // namespace deepcars::score
