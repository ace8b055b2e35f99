// Convolution weights in the order in which the fast kernels read them.
#pragma once

#include <cstddef>

#include "shared/nn/feature_map.h"

namespace deepcars::nn {

/// Output channels per panel: what the register tile of this processor computes at once. Smaller for few
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

}  // namespace deepcars::nn
