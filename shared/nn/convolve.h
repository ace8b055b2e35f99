// The one fast matrix product: windows of a feature map times a packed filter, cut into register tiles.
// A convolution forward, backward to its input, and a linear layer are all this, with different windows and
// filters.
#pragma once

#include <cstddef>

#include "shared/nn/feature_map.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// Output channels per panel: what the tile kernel of this processor computes at once. Smaller for few
/// channels.
int panel_width(int out_channels);

/// A filter [rows, cols, in_channels, out_channels] as the tile kernel reads it:
/// [panel][row][col][in_channel][panel_width], the last panel filled up with zeros.
struct PackedFilter {
  int rows;
  int cols;
  int in_channels;
  int out_channels;
  int width;  ///< panel_width(out_channels)
  AlignedFloats panels;
  AlignedFloats bias;  ///< [panel][width], zeros where the filter has none.

  /// All values zero. rows and cols may be 0: the output is then the bias alone.
  PackedFilter(int rows, int cols, int in_channels, int out_channels);

  int panel_count() const { return (out_channels + width - 1) / width; }
  /// Values in one panel.
  std::ptrdiff_t panel_size() const { return static_cast<std::ptrdiff_t>(rows) * cols * in_channels * width; }
};

/// Which window makes which output pixel: for i in 0..rows-1, j in 0..cols-1, the window with its first pixel
/// at (i*in_stride + in_row, j*in_stride + in_col) makes pixel (i*out_stride + out_row, j*out_stride +
/// out_col).
struct WindowGrid {
  int rows;
  int cols;
  int in_stride;
  int in_row;
  int in_col;
  int out_stride;
  int out_row;
  int out_col;
};

/// How a product is added to a sum.
enum class Rounding {
  fused,     ///< Once for both, where the processor can; fastest.
  separate,  ///< Once for each, in the same order everywhere: bit for bit the same results on every
             ///< processor.
};

/// out[pixel, k] = sum over the window (in * filter) + bias[k] (+ residual[pixel, k]) (then ReLU if relu).
/// residual is null or has out's shape and border; it may be out itself. The windows lie within in and its
/// border. Results do not depend on the number of threads.
void convolve(const PackedFilter& filter, const WindowGrid& grid, const FeatureMap& in,
              const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out, ThreadPool& pool);

}  // namespace deepcars::nn
