// Whether the model is right as often as it says.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace deepcars::measure {

inline constexpr int reliability_bin_count = 15;

/// The answers whose confidence is in (low, high]; a confidence of 0 counts in the first bin.
struct ReliabilityBin {
  double low = 0;
  double high = 0;
  std::size_t photos = 0;
  double confidence = 0;  ///< Mean over the bin's photos, 0..1; 0 where there are none.
  double accuracy = 0;    ///< Share of right answers, 0..1; 0 where there are none.
};

/// Equal bins over 0..1, empty ones included (the reliability diagram of Guo et al., "On Calibration of
/// Modern Neural Networks", 2017). hits is 1 where the answer was right, else 0. Preconditions: equal
/// lengths; confidences 0..1; bins >= 1.
std::vector<ReliabilityBin> reliability_bins(std::span<const double> confidences,
                                             std::span<const double> hits, int bins = reliability_bin_count);

/// Expected calibration error, 0..1: the mean distance of confidence and accuracy of the same bins, weighted
/// by their photos. Nothing for no values.
std::optional<double> calibration_error(std::span<const double> confidences, std::span<const double> hits,
                                        int bins = reliability_bin_count);

}  // namespace deepcars::measure
