#include "shared/image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace deepcars::image {
namespace {

/// The input samples whose weighted mean is one output sample.
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
    const int first = std::max(static_cast<int>(std::floor(centre - support + 0.5)), 0);
    const int last = std::min(static_cast<int>(std::floor(centre + support + 0.5)), in_size);
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

/// sums [count] += weight * samples [count].
template <typename Sample>
void add_weighted(const Sample* samples, std::size_t count, float weight, float* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += weight * static_cast<float>(samples[i]);
}

/// One row with a stride between its values -> one output row [taps.size()].
void filter_row(const float* row, int stride, const std::vector<Taps>& taps, float* out) {
  for (const Taps& tap : taps) {
    const float* sample = row + static_cast<std::ptrdiff_t>(tap.first) * stride;
    float sum = 0;
    for (float weight : tap.weights) {
      sum += weight * *sample;
      sample += stride;
    }
    *out++ = sum;
  }
}

/// Interleaved [in_height, in_width, channels] -> planar [channels, out_height, out_width], times gain.
/// Each output row is filtered vertically first, which is fast because it works on whole rows, then
/// horizontally. Beyond the result it needs memory for one row, however large the picture.
template <typename Sample>
std::vector<float> resize_interleaved(const Sample* in, int in_height, int in_width, int channels,
                                      int out_height, int out_width, float gain) {
  const std::vector<Taps> across = triangle_taps(in_width, out_width);
  const std::vector<Taps> down = triangle_taps(in_height, out_height);
  const std::size_t width = static_cast<std::size_t>(out_width);
  const std::size_t plane = width * static_cast<std::size_t>(out_height);
  const std::size_t in_row = static_cast<std::size_t>(in_width) * static_cast<std::size_t>(channels);
  std::vector<float> out(plane * static_cast<std::size_t>(channels));
  std::vector<float> row(in_row);

  for (std::size_t y = 0; y < down.size(); ++y) {
    std::fill(row.begin(), row.end(), 0.0f);
    const Sample* samples = in + static_cast<std::size_t>(down[y].first) * in_row;
    for (float weight : down[y].weights) {
      add_weighted(samples, in_row, weight * gain, row.data());
      samples += in_row;
    }
    for (int c = 0; c < channels; ++c) {
      filter_row(row.data() + c, channels, across, &out[static_cast<std::size_t>(c) * plane + y * width]);
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
