// The sizes of a two-dimensional pooling layer.
#pragma once

namespace deepcars::nn {

/// Square windows over each channel. Padding is never a maximum.
struct PoolShape {
  int kernel;   ///< Rows and columns of a window.
  int stride;   ///< The same in both directions.
  int padding;  ///< Pixels around the input, the same on all sides.

  /// Rows (or columns) of the output, from those of the input.
  constexpr int out_size(int size) const { return (size + 2 * padding - kernel) / stride + 1; }
};

/// ResNet-18's max pool, the only one that the kernels in pooling.h compute.
inline constexpr PoolShape max_pool_shape = {.kernel = 3, .stride = 2, .padding = 1};

}  // namespace deepcars::nn
