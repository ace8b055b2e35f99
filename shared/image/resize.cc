#include "shared/image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace deepcars::image {
namespace {

/// The input samples that one output sample is the weighted mean of.
struct Taps {
  int first;
  std::vector<float> weights;
};

/// PyTorch's antialiased bilinear filter along one axis: a triangle of half-width max(1, in/out), centred at
/// (i + 0.5) * in/out, cut at the picture's edge and scaled to sum 1.
std::vector<Taps> triangle_taps(int in_size, int out_size) {
  const double scale = static_cast<double>(in_size) / out_size;
  const double support = std::max(1.0, scale);
  std::vector<Taps> taps(static_cast<std::size_t>(out_size));
  for (int i = 0; i < out_size; ++i) {
    const double centre = scale * (i + 0.5);
    const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
    const int last = std::min(static_cast<int>(centre + support + 0.5), in_size);
    std::vector<double> weights;
    double sum = 0;
    for (int j = first; j < last; ++j) {
      weights.push_back(std::max(0.0, 1.0 - std::abs((j + 0.5 - centre) / support)));
      sum += weights.back();
    }
    Taps& tap = taps[static_cast<std::size_t>(i)];
    tap.first = first;
    for (double weight : weights) tap.weights.push_back(static_cast<float>(weight / sum));
  }
  return taps;
}

/// One input row [in_width] with a stride between its values -> one output row [taps.size()].
template <typename Sample>
void filter_row(const Sample* row, int stride, const std::vector<Taps>& taps, float* out) {
  for (const Taps& tap : taps) {
    const Sample* sample = row + static_cast<std::ptrdiff_t>(tap.first) * stride;
    float sum = 0;
    for (float weight : tap.weights) {
      sum += weight * static_cast<float>(*sample);
      sample += stride;
    }
    *out++ = sum;
  }
}

/// Interleaved [in_height, in_width, channels] -> planar [channels, out_height, out_width], times gain.
/// Rows are filtered across once and added to the one or more output rows they belong to, so that memory
/// beyond the result is one row, however large the picture.
template <typename Sample>
std::vector<float> resize_interleaved(const Sample* in, int in_height, int in_width, int channels,
                                      int out_height, int out_width, float gain) {
  const std::vector<Taps> across = triangle_taps(in_width, out_width);
  const std::vector<Taps> down = triangle_taps(in_height, out_height);
  const std::size_t width = static_cast<std::size_t>(out_width);
  const std::size_t plane = width * static_cast<std::size_t>(out_height);
  std::vector<float> out(plane * static_cast<std::size_t>(channels), 0.0f);
  std::vector<float> row(width);

  std::size_t oldest = 0;  // the first output row that later input rows still add to
  for (int y = 0; y < in_height; ++y) {
    while (oldest < down.size() && down[oldest].first + static_cast<int>(down[oldest].weights.size()) <= y)
      ++oldest;
    const Sample* in_row = in + static_cast<std::ptrdiff_t>(y) * in_width * channels;
    for (int c = 0; c < channels; ++c) {
      filter_row(in_row + c, channels, across, row.data());
      for (std::size_t i = oldest; i < down.size() && down[i].first <= y; ++i) {
        const float weight = down[i].weights[static_cast<std::size_t>(y - down[i].first)] * gain;
        float* out_row = &out[static_cast<std::size_t>(c) * plane + i * width];
        for (std::size_t x = 0; x < width; ++x) out_row[x] += weight * row[x];
      }
    }
  }
  return out;
}

}  // namespace

std::vector<float> resize_bilinear_antialias(const Image& picture, int height_px, int width_px) {
  return resize_interleaved(picture.rgb.data(), picture.height_px, picture.width_px, 3, height_px, width_px,
                            1.0f / 255.0f);
}

std::vector<float> resize_plane(std::span<const float> plane, int in_height, int in_width, int out_height,
                                int out_width) {
  return resize_interleaved(plane.data(), in_height, in_width, 1, out_height, out_width, 1.0f);
}

}  // namespace deepcars::image
