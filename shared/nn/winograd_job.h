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

/// A tile's image and first output pixel.
struct TileOrigin {
  int image, y, x;
};

/// Whether all four rows of a tile exist. If not, A^T (winograd.cc) needs no product at the points of the last row.
inline bool has_all_rows(const TileOrigin& tile, const FeatureMap& out) {
  return tile.y + winograd_tile_px <= out.height();
}
/// The same for the columns.
inline bool has_all_cols(const TileOrigin& tile, const FeatureMap& out) {
  return tile.x + winograd_tile_px <= out.width();
}

/// Some tiles of one convolution. Those with all rows stand together, and so do those with all columns and those
/// with both. Job number = panel * blocks + block of tiles.
struct WinogradTask {
  const PackedFilter* filter;
  const FeatureMap* in;
  const FeatureMap* residual;
  bool relu;
  Rounding rounding;
  FeatureMap* out;
  const TileOrigin* tiles;  ///< [count]
  int count;
  int block_tiles;  ///< Tiles of one job, at most winograd_job_tiles.
  int blocks;       ///< ceil(count / block_tiles)
  float* windows;   ///< [points][count][C], points windows_stride apart.
  std::ptrdiff_t windows_stride;
};

}  // namespace deepcars::nn
