// What the tests of the kernels and the network share.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "shared/nn/feature_map.h"
#include "tests/numeric_check.h"
#include "tests/random.h"
#include "tests/thread_counts.h"

namespace deepcars::nn {

using testing::case_text;
using testing::close;
using testing::max_threads;
using testing::Random;
using testing::thread_counts;

/// Sums of up to a few thousand fp32 products, in another order than the reference's double sums: each
/// rounding is 6e-8 of the sum so far, and they add up like a random walk, to a few 1e-6 of the largest
/// result.
inline constexpr double rounding_tolerance = 2e-5;

/// Sum of a[i] * b[i].
inline double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// Values [N,H,W,C] <-> feature map with a border.
inline FeatureMap to_map(std::span<const float> values, int batch, int height, int width, int channels,
                         int border) {
  FeatureMap map(batch, height, width, channels, border);
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(width) * channels;
  for (int r = 0; r < batch * height; ++r)
    std::copy_n(values.begin() + r * row, row, map.pixel(r / height, r % height, 0));
  return map;
}

inline std::vector<float> from_map(const FeatureMap& map) {
  std::vector<float> values;
  const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(map.width()) * map.channels();
  for (int n = 0; n < map.batch(); ++n)
    for (int y = 0; y < map.height(); ++y)
      values.insert(values.end(), map.pixel(n, y, 0), map.pixel(n, y, 0) + row);
  return values;
}

}  // namespace deepcars::nn
