// Random values and comparisons for the kernels' tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/nn/feature_map.h"

namespace deepcars::nn {

/// Thread counts worth testing; a WebAssembly program without threads has the caller only.
#ifdef DEEPCARS_TEST_THREADS
inline constexpr int thread_counts[] = {1, 2, 3};
#else
inline constexpr int thread_counts[] = {1};
#endif

/// Sums of up to a few thousand fp32 products, in another order than the reference's double sums: each
/// rounding is 6e-8 of the sum so far, and they add up like a random walk, to a few 1e-6 of the largest
/// result.
inline constexpr double rounding_tolerance = 2e-5;

/// A small reproducible generator (splitmix64), fast enough for a network's 11 million weights.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// first..last, both included.
  int between(int first, int last) {
    return first + static_cast<int>(bits() % static_cast<std::uint64_t>(last - first + 1));
  }
  /// Uniform in -scale..scale.
  float value(float scale = 1) {
    return scale * (static_cast<float>(bits() >> 40) * (2.0f / (1 << 24)) - 1.0f);
  }
  std::vector<float> values(std::size_t count, float scale = 1) {
    std::vector<float> values(count);
    for (float& v : values) v = value(scale);
    return values;
  }

 private:
  std::uint64_t state_;
};

/// Passes if every value is within tolerance times the largest expected magnitude; otherwise says `what`
/// (seed and shape), the largest absolute error, that error relative to the largest magnitude, and where it
/// is.
inline ::testing::AssertionResult close(std::span<const float> expected, std::span<const float> actual,
                                        double tolerance, const std::string& what) {
  if (expected.size() != actual.size())
    return ::testing::AssertionFailure()
           << what << ": " << actual.size() << " values, not " << expected.size();
  double largest = 0, worst = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    const double error = std::abs(static_cast<double>(actual[i]) - expected[i]);
    if (error <= worst) continue;  // A NaN is not.
    worst = error;
    where = i;
  }
  if (worst <= tolerance * largest) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << what << ": largest absolute error " << worst << ", relative to the largest value "
         << worst / largest << " (allowed " << tolerance << "), at value " << where << " of "
         << expected.size() << ": expected " << expected[where] << ", got " << actual[where];
}

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

/// How a test names its case when it fails.
inline std::string case_text(std::uint64_t seed,
                             std::initializer_list<std::pair<const char*, int>> parameters) {
  std::string text = "seed ";
  text += std::to_string(seed);
  for (const auto& [name, value] : parameters) {
    text += ' ';
    text += name;
    text += '=';
    text += std::to_string(value);
  }
  return text;
}

}  // namespace deepcars::nn
