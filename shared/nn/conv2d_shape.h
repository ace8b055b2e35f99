// The sizes of a two-dimensional convolution.
#pragma once

namespace deepcars::nn {

/// Everything about a convolution but its weights [out_channels, in_channels, kernel_height, kernel_width].
struct Conv2dShape {
  int in_channels;
  int out_channels;
  int kernel_height;
  int kernel_width;
  int stride;   ///< At least 1, the same in both directions.
  int padding;  ///< Zero pixels assumed around the input, the same on all sides.

  int out_height(int height) const { return (height + 2 * padding - kernel_height) / stride + 1; }
  int out_width(int width) const { return (width + 2 * padding - kernel_width) / stride + 1; }

  /// Those of the convolution by its definition, padding included, for so many output pixels.
  double multiply_adds(int out_pixels) const {
    return static_cast<double>(out_pixels) * out_channels * in_channels * kernel_height * kernel_width;
  }

  /// Whether the fast kernels compute it with Winograd's F(4x4, 3x3), forward and backward (winograd.h).
  bool suits_winograd() const {
    return kernel_height == 3 && kernel_width == 3 && stride == 1 && padding == 1;
  }
};

}  // namespace deepcars::nn
