// The one fast matrix product: windows of a feature map times a packed filter, cut into register tiles.
// A convolution's forward pass, its backward pass to the input and a linear layer all use it, with different
// windows and filters.
#pragma once

#include <span>

#include "shared/nn/feature_map.h"
#include "shared/nn/packed_filter.h"
#include "shared/nn/region.h"
#include "shared/nn/rounding.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// Which window produces which output pixel. For i in 0..rows-1 and j in 0..cols-1, the window whose first
/// pixel is (i*in_stride + in_row, j*in_stride + in_col) produces the output pixel
/// (i*out_stride + out_row, j*out_stride + out_col).
struct WindowGrid {
  int rows;
  int cols;
  int in_stride;
  int in_row;
  int in_col;
  int out_stride = 1;
  int out_row = 0;
  int out_col = 0;
};

/// out[pixel, k] = sum over the window (in * filter) + bias[k] (+ residual[pixel, k]) (then ReLU if relu).
/// residual is null or has out's shape and border; it may be out itself. The windows lie within in and its
/// border. Results do not depend on the number of threads.
void convolve(const PackedFilter& filter, const WindowGrid& grid, const FeatureMap& in,
              const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out, ThreadPool& pool);

/// The same for parts of the grid only, with the same bits: regions hold values of i and j. The rest of out stays
/// as it is.
void convolve(const PackedFilter& filter, const WindowGrid& grid, std::span<const Region> regions,
              const FeatureMap& in, const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out,
              ThreadPool& pool);

}  // namespace deepcars::nn
