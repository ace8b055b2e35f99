// Plain dense arrays of fp32 for the network.
#pragma once

#include <cstddef>
#include <vector>

namespace deepcars::nn {

/// Row-major values with their shape; activations are [N,C,H,W].
struct Tensor {
  std::vector<int> shape;
  std::vector<float> values;  ///< product(shape) elements.

  static Tensor zeros(std::vector<int> shape) {
    std::size_t count = 1;
    for (int extent : shape) count *= static_cast<std::size_t>(extent);
    return Tensor{std::move(shape), std::vector<float>(count, 0.0f)};
  }
};

}  // namespace deepcars::nn
