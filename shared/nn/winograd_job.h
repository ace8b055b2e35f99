// What winograd_convolve hands to the processor-specific code; not part of the library's interface.
#pragma once

#include "shared/nn/convolve_job.h"

namespace deepcars::nn {

/// A tile is 4x4 output pixels; its window is the 6x6 input pixels that they are made from. Transformed, a
/// window or a filter has 6x6 = 36 points, and the convolution is a product at each point.
inline constexpr int winograd_tile_px = 4;
inline constexpr int winograd_window_px = 6;
inline constexpr int winograd_points = winograd_window_px * winograd_window_px;

/// Input channels that are transformed and multiplied at a time, so that a panel's transformed filter stays
/// in the processor's L2 cache.
inline constexpr int winograd_chunk_channels = 64;
/// The maximum number of tiles that one job multiplies by one transformed panel. A photo of 224 pixels has
/// fewer in any layer (196 in layer1), so that no panel is transformed twice for it. Their products go
/// through the L3 cache.
inline constexpr int winograd_job_tiles = 256;

/// One cache line of padding between points, in values, so that the same element of all 36 points does not
/// map to one cache set.
inline constexpr int winograd_stride_padding = vector_alignment_bytes / sizeof(float);

/// Some tiles of one convolution: those first..first+count-1 of all images, row by row. Job number = panel *
/// blocks + block of tiles.
struct WinogradTask {
  const PackedFilter* filter;
  const FeatureMap* in;
  const FeatureMap* residual;
  bool relu;
  Rounding rounding;
  FeatureMap* out;
  int tile_rows;  ///< ceil(H / 4)
  int tile_cols;  ///< ceil(W / 4)
  int first;
  int count;
  int block_tiles;  ///< Tiles of one job, at most winograd_job_tiles.
  int blocks;       ///< ceil(count / block_tiles)
  float* windows;   ///< [points][count][C], points windows_stride apart.
  std::ptrdiff_t windows_stride;
};

}  // namespace deepcars::nn
