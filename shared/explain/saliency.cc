#include "shared/explain/saliency.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace deepcars::explain {
namespace {

/// map[i] = reduce(red, green, blue) of pixel i.
template <typename Reduce>
void for_each_pixel(std::span<const float> input_gradient, std::span<float> map, Reduce reduce) {
  const std::size_t pixels = map.size();
  for (std::size_t i = 0; i < pixels; ++i) {
    map[i] = reduce(input_gradient[i], input_gradient[pixels + i], input_gradient[2 * pixels + i]);
  }
}

}  // namespace

HeatMap reduce_channels(std::span<const float> input_gradient, int height_px, int width_px, Method method) {
  const std::size_t pixels = static_cast<std::size_t>(height_px) * static_cast<std::size_t>(width_px);
  HeatMap map{.width_px = width_px,
              .height_px = height_px,
              .is_signed = info(method).is_signed,
              .values = std::vector<float>(pixels)};
  info(method).reduce(input_gradient, map.values);
  return map;
}

void largest_magnitude(std::span<const float> input_gradient, std::span<float> map) {
  for_each_pixel(input_gradient, map,
                 [](float r, float g, float b) { return std::max({std::abs(r), std::abs(g), std::abs(b)}); });
}

void channel_sum(std::span<const float> input_gradient, std::span<float> map) {
  for_each_pixel(input_gradient, map, [](float r, float g, float b) { return r + g + b; });
}

void largest_positive_part(std::span<const float> input_gradient, std::span<float> map) {
  for_each_pixel(input_gradient, map, [](float r, float g, float b) { return std::max({r, g, b, 0.0f}); });
}

}  // namespace deepcars::explain
