#include "shared/image/preprocess.h"

#include <cstddef>

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

}  // namespace deepcars::image
