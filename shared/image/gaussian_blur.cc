#include "shared/image/gaussian_blur.h"

#include <cmath>
#include <cstddef>

namespace deepcars::image {
namespace {

/// Weights for distances 0, 1, ...; with both sides they add up to 1.
std::vector<double> half_kernel(double sigma_px) {
  const auto radius = static_cast<std::size_t>(std::ceil(4 * sigma_px));
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t d = 0; d <= radius; ++d) {
    const double distance = static_cast<double>(d) / sigma_px;
    weights.push_back(std::exp(-distance * distance / 2));
    sum += (d == 0 ? 1 : 2) * weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Where a position past an end lies after mirroring.
int mirrored(int position, int length) {
  if (length == 1) return 0;
  const int period = 2 * (length - 1);
  position %= period;
  if (position < 0) position += period;
  return position < length ? position : period - position;
}

/// Blurs lines of values that are `step` apart; neighbouring lines start `line_step` apart.
void blur_lines(std::span<const double> kernel, const float* in, float* out, int lines,
                std::ptrdiff_t line_step, int length, std::ptrdiff_t step) {
  const int radius = static_cast<int>(kernel.size()) - 1;
  std::vector<double> line(static_cast<std::size_t>(length + 2 * radius));
  for (int l = 0; l < lines; ++l) {
    for (std::size_t i = 0; i < line.size(); ++i)
      line[i] = in[l * line_step + mirrored(static_cast<int>(i) - radius, length) * step];
    for (int i = 0; i < length; ++i) {
      const double* middle = line.data() + i + radius;
      double sum = kernel[0] * middle[0];
      for (int d = 1; d <= radius; ++d) sum += kernel[static_cast<std::size_t>(d)] * (middle[-d] + middle[d]);
      out[l * line_step + i * step] = static_cast<float>(sum);
    }
  }
}

}  // namespace

std::vector<float> gaussian_blur(std::span<const float> planes, int height, int width, double sigma_px) {
  const std::vector<double> kernel = half_kernel(sigma_px);
  const std::size_t plane = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  std::vector<float> across(planes.size()), result(planes.size());
  for (std::size_t first = 0; first < planes.size(); first += plane) {
    blur_lines(kernel, planes.data() + first, across.data() + first, height, width, width, 1);
    blur_lines(kernel, across.data() + first, result.data() + first, width, 1, height, width);
  }
  return result;
}

}  // namespace deepcars::image
