#include "shared/weights/quantize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "shared/tier_up.h"

namespace deepcars::weights {
namespace {

float scale_of(std::span<const float> channel) {
  float largest = 0;
  for (const float value : channel) largest = std::max(largest, std::abs(value));
  return std::max(largest / largest_int8, std::numeric_limits<float>::min());
}

DEEPCARS_TIER_UP void dequantize_channel(std::span<const std::int8_t> values, float scale,
                                         float* HWY_RESTRICT expanded) {
  for (std::size_t i = 0; i < values.size(); ++i) expanded[i] = static_cast<float>(values[i]) * scale;
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
  for (std::size_t k = 0; k < scales.size(); ++k)
    dequantize_channel(values.subspan(k * per_channel, per_channel), scales[k],
                       expanded.data() + k * per_channel);
  return expanded;
}

}  // namespace deepcars::weights
