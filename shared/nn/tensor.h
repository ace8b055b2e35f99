// Plain dense arrays of fp32 for the network.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
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

/// Row n of a matrix [N,C], as a view. Precondition: 0 <= n < N.
inline std::span<const float> row(const Tensor& matrix, std::size_t n) {
  const auto columns = static_cast<std::size_t>(matrix.shape[1]);
  return std::span(matrix.values).subspan(n * columns, columns);
}

}  // namespace deepcars::nn
