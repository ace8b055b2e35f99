#include "shared/explain/heat_map.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "shared/image/resize.h"
#include "shared/order.h"

namespace deepcars::explain {

float display_scale(const HeatMap& map, double percentile) {
  if (map.values.empty()) return 0;
  std::vector<float> magnitudes;
  for (float value : map.values) magnitudes.push_back(std::abs(value));
  const auto rank =
      static_cast<std::ptrdiff_t>(std::lround(percentile / 100 * static_cast<double>(magnitudes.size() - 1)));
  std::nth_element(magnitudes.begin(), magnitudes.begin() + rank, magnitudes.end(), Ascending{});
  const float scale = magnitudes[static_cast<std::size_t>(rank)];
  // If so few values differ from zero that the percentile is 0, the largest magnitude is the scale.
  return scale == 0 ? *std::max_element(magnitudes.begin(), magnitudes.end()) : scale;
}

HeatMap normalise(const HeatMap& map, double percentile) {
  HeatMap result = map;
  const float scale = display_scale(map, percentile);
  if (scale == 0) return result;
  const float lowest = map.is_signed ? -1.0f : 0.0f;
  for (float& value : result.values) value = std::clamp(value / scale, lowest, 1.0f);
  return result;
}

HeatMap resize(const HeatMap& map, int height_px, int width_px) {
  return {.width_px = width_px,
          .height_px = height_px,
          .is_signed = map.is_signed,
          .values = image::resize_plane(map.values, map.height_px, map.width_px, height_px, width_px)};
}

image::Image overlay(const image::Image& photo, const image::Image& heat, float opacity) {
  image::Image result = photo;
  for (std::size_t i = 0; i < result.rgb.size(); ++i) {
    const float mixed =
        (1 - opacity) * static_cast<float>(photo.rgb[i]) + opacity * static_cast<float>(heat.rgb[i]);
    result.rgb[i] = static_cast<std::uint8_t>(std::lround(mixed));
  }
  return result;
}

}  // namespace deepcars::explain
