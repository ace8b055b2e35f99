#include "shared/image/fit_within.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "shared/image/resize.h"

namespace deepcars::image {

Size size_with_longest_side(const Image& picture, int longest_side_px) {
  const double factor = static_cast<double>(longest_side_px) / std::max(picture.width_px, picture.height_px);
  const auto side = [&](int px) { return std::max(1, static_cast<int>(std::lround(px * factor))); };
  return {.width_px = side(picture.width_px), .height_px = side(picture.height_px)};
}

Image scale(const Image& picture, Size size) {
  const std::vector<float> planes = resize_bilinear_antialias(picture, size.height_px, size.width_px);
  const std::size_t pixels = planes.size() / 3;
  Image result{.width_px = size.width_px, .height_px = size.height_px, .rgb = {}};
  result.rgb.resize(planes.size());
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value = std::clamp(planes[channel * pixels + i], 0.0f, 1.0f);
      result.rgb[3 * i + channel] = static_cast<std::uint8_t>(std::lround(255.0f * value));
    }
  }
  return result;
}

Image fit_within(const Image& picture, int longest_side_px) {
  if (std::max(picture.width_px, picture.height_px) <= longest_side_px) return picture;
  return scale(picture, size_with_longest_side(picture, longest_side_px));
}

}  // namespace deepcars::image
