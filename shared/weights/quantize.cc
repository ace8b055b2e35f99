#include "shared/weights/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace deepcars::weights {
namespace {

float scale_of(std::span<const float> channel) {
  float largest = 0;
  for (const float value : channel) largest = std::max(largest, std::abs(value));
  return std::max(largest / largest_int8, std::numeric_limits<float>::min());
}

}  // namespace

QuantizedTensor quantize(std::span<const float> values, std::size_t channels) {
  QuantizedTensor quantized;
  quantized.values.reserve(values.size());
  const std::size_t per_channel = channels == 0 ? 0 : values.size() / channels;
  for (std::size_t k = 0; k < channels; ++k) {
    const auto channel = values.subspan(k * per_channel, per_channel);
    const float scale = scale_of(channel);
    // The quotient never rounds past 127: scale is max|w| / 127 to within half a unit in its last place.
    for (const float value : channel)
      quantized.values.push_back(static_cast<std::int8_t>(std::nearbyint(value / scale)));
    quantized.scales.push_back(scale);
  }
  return quantized;
}

std::vector<float> dequantize(std::span<const std::int8_t> values, std::span<const float> scales) {
  std::vector<float> expanded(values.size());
  const std::size_t per_channel = scales.empty() ? 0 : values.size() / scales.size();
  for (std::size_t k = 0; k < scales.size(); ++k) {
    const float scale = scales[k];
    const auto channel = values.subspan(k * per_channel, per_channel);
    std::transform(channel.begin(), channel.end(),
                   expanded.begin() + static_cast<std::ptrdiff_t>(k * per_channel),
                   [scale](std::int8_t value) { return static_cast<float>(value) * scale; });
  }
  return expanded;
}

}  // namespace deepcars::weights
