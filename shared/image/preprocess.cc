#include "shared/image/preprocess.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "shared/image/resize.h"

namespace deepcars::image {

std::vector<float> preprocess(const Image& picture, const InputSpec& spec) {
  std::vector<float> input = resize_bilinear_antialias(picture, spec.size_px, spec.size_px);
  normalise(input, spec);
  return input;
}

void normalise(std::vector<float>& planes, const InputSpec& spec) {
  const std::size_t plane = planes.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    const float scale = 1.0f / spec.std[c];
    for (std::size_t i = c * plane; i < (c + 1) * plane; ++i) planes[i] = (planes[i] - spec.mean[c]) * scale;
  }
}

Image picture_of(std::span<const float> input, const InputSpec& spec) {
  const std::size_t plane = input.size() / 3;
  Image picture{
      .width_px = spec.size_px, .height_px = spec.size_px, .rgb = std::vector<std::uint8_t>(input.size())};
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < plane; ++i) {
      const float value = std::clamp(input[c * plane + i] * spec.std[c] + spec.mean[c], 0.0f, 1.0f);
      picture.rgb[3 * i + c] = static_cast<std::uint8_t>(std::lround(255 * value));
    }
  }
  return picture;
}

}  // namespace deepcars::image
