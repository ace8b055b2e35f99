// What convolve hands to the processor-specific code; not part of the library's interface.
#pragma once

#include <algorithm>

#include "shared/nn/convolve.h"

namespace deepcars::nn {

/// One convolution, for all of its jobs. Job number = panel * blocks + block of output pixels.
struct ConvolveTask {
  const PackedFilter* filter;
  WindowGrid grid;
  std::span<const Region> regions;  ///< Of the grid. Pixels are counted region by region, row by row.
  const FeatureMap* in;
  const FeatureMap* residual;
  bool relu;
  Rounding rounding;
  FeatureMap* out;
  int pixels;        ///< Output pixels in all regions.
  int block_pixels;  ///< Output pixels of one job, at most max_block_pixels.
  int blocks;        ///< ceil(pixels / block_pixels)
};

/// Output pixels of the largest register tile, and of sixteen such tiles.
inline constexpr int min_block_size = 12;
inline constexpr int max_block_pixels = 192;

/// How many of count pixels (or tiles) one job computes for one panel: at most max_size, at least the largest
/// register tile. With several threads there are a few jobs for each, so that all finish together.
inline int block_size(int count, int panels, int threads, int max_size) {
  constexpr int jobs_per_thread = 4;
  const int wanted_blocks = threads == 1 ? 1 : (jobs_per_thread * threads + panels - 1) / panels;
  return std::clamp((count + wanted_blocks - 1) / wanted_blocks, min_block_size, max_size);
}

/// One register tile: a few output pixels of one panel.
struct TileTask {
  const float* in;  ///< Windows start at in + in_offsets[m].
  const std::ptrdiff_t* in_offsets;
  std::ptrdiff_t in_row_stride;
  int rows;               ///< Kernel rows.
  int row_length;         ///< Values of one kernel row: kernel columns * input channels.
  const float* panel;     ///< [rows][row_length][width]
  const float* bias;      ///< [width]
  const float* residual;  ///< Null, or read at residual + out_offsets[m].
  float* out;
  const std::ptrdiff_t* out_offsets;
  int channels;  ///< The panel's channels that exist: width, or fewer in the last panel.
  bool relu;
};

}  // namespace deepcars::nn
