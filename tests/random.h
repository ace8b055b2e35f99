// Random values for tests: the same for the same seed on every platform.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace deepcars::testing {

/// A small reproducible generator (splitmix64, Steele et al., 2014), fast enough for a network's 11 million
/// weights.
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

}  // namespace deepcars::testing
