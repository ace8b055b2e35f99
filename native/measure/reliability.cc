#include "native/measure/reliability.h"

#include <algorithm>
#include <cmath>

namespace deepcars::measure {

std::vector<ReliabilityBin> reliability_bins(std::span<const double> confidences,
                                             std::span<const double> hits, int bins) {
  std::vector<ReliabilityBin> result(static_cast<std::size_t>(bins));
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    const int position = std::clamp(static_cast<int>(std::ceil(confidences[i] * bins)) - 1, 0, bins - 1);
    ReliabilityBin& bin = result[static_cast<std::size_t>(position)];
    bin.photos += 1;
    bin.confidence += confidences[i];
    bin.accuracy += hits[i];
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    ReliabilityBin& bin = result[i];
    bin.low = static_cast<double>(i) / bins;
    bin.high = static_cast<double>(i + 1) / bins;
    if (bin.photos == 0) continue;
    bin.confidence /= static_cast<double>(bin.photos);
    bin.accuracy /= static_cast<double>(bin.photos);
  }
  return result;
}

std::optional<double> calibration_error(std::span<const double> confidences, std::span<const double> hits,
                                        int bins) {
  if (confidences.empty()) return std::nullopt;
  double total = 0;
  for (const ReliabilityBin& bin : reliability_bins(confidences, hits, bins)) {
    total += static_cast<double>(bin.photos) * std::abs(bin.confidence - bin.accuracy);
  }
  return total / static_cast<double>(confidences.size());
}

}  // namespace deepcars::measure
