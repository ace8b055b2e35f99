#include "shared/nn/convolve.h"

#include <algorithm>

#include "shared/nn/convolve_job.h"
#include "shared/tier_up.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/convolve.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "shared/nn/register_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

// Adds the residual, applies the ReLU and writes one pixel's vectors.
template <int kVectors>
HWY_INLINE void finish_pixel(const TileTask& task, int pixel, Vector* sums) {
  const Lanes d;
  const std::ptrdiff_t offset = task.out_offsets[pixel];
  if (task.channels == kVectors * lanes) {
    for (int v = 0; v < kVectors; ++v) {
      Vector sum = sums[v];
      if (task.residual != nullptr) sum = hn::Add(sum, hn::LoadU(d, task.residual + offset + v * lanes));
      if (task.relu) sum = hn::Max(hn::Zero(d), sum);  // In this order it keeps NaN on every processor.
      hn::StoreU(sum, d, task.out + offset + v * lanes);
    }
    return;
  }
  float values[kVectors * lanes];
  for (int v = 0; v < kVectors; ++v) hn::StoreU(sums[v], d, values + v * lanes);
  for (int k = 0; k < task.channels; ++k) {
    const float sum = values[k] + (task.residual != nullptr ? task.residual[offset + k] : 0.0f);
    task.out[offset + k] = task.relu ? std::max(sum, 0.0f) : sum;
  }
}

// out[m, :] for kPixels pixels and one panel of kVectors vectors.
template <Rounding kRounding, int kPixels, int kVectors>
DEEPCARS_TIER_UP void compute_tile(const TileTask& task) {
  const Lanes d;
  Vector sums[kPixels][kVectors];
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) {
    const Vector bias = hn::Load(d, task.bias + v * lanes);
#pragma GCC unroll 16
    for (int m = 0; m < kPixels; ++m) sums[m][v] = bias;
  }
  const float* HWY_RESTRICT weights = task.panel;
  for (int r = 0; r < task.rows; ++r) {
    const float* rows[kPixels];
#pragma GCC unroll 16
    for (int m = 0; m < kPixels; ++m) rows[m] = task.in + task.in_offsets[m] + r * task.in_row_stride;
    weights = accumulate<kRounding>(rows, task.row_length, weights, sums);
  }
#pragma GCC unroll 16
  for (int m = 0; m < kPixels; ++m) finish_pixel<kVectors>(task, m, sums[m]);
}

// Where the windows of a block's pixels start, and where the results go.
void locate_pixels(const ConvolveTask& task, int first, int count, std::ptrdiff_t* in_offsets,
                   std::ptrdiff_t* out_offsets) {
  const WindowGrid& grid = task.grid;
  const Region* region = task.regions.data();
  for (; first >= region->height * region->width; ++region) first -= region->height * region->width;
  int i = region->top + first / region->width, j = region->left + first % region->width;
  for (int m = 0; m < count; ++m) {
    in_offsets[m] =
        task.in->offset(region->image, i * grid.in_stride + grid.in_row, j * grid.in_stride + grid.in_col);
    out_offsets[m] = task.out->offset(region->image, i * grid.out_stride + grid.out_row,
                                      j * grid.out_stride + grid.out_col);
    if (m + 1 == count) return;
    if (++j < region->right()) continue;
    if (++i == region->bottom()) {
      do ++region;
      while (region->height * region->width == 0);
      i = region->top;
    }
    j = region->left;
  }
}

template <Rounding kRounding>
void run_job_as(const ConvolveTask& task, int job) {
  const PackedFilter& filter = *task.filter;
  const int panel = job / task.blocks;
  const int first = job % task.blocks * task.block_pixels;
  const int count = std::min(task.block_pixels, task.pixels - first);
  std::ptrdiff_t in_offsets[max_block_pixels], out_offsets[max_block_pixels];
  locate_pixels(task, first, count, in_offsets, out_offsets);

  const int channel = panel * filter.width;
  TileTask tile = {.in = task.in->values(),
                   .in_offsets = in_offsets,
                   .in_row_stride = task.in->row_stride(),
                   .rows = filter.rows,
                   .row_length = filter.cols * filter.in_channels,
                   .panel = filter.panels.get() + panel * filter.panel_size(),
                   .bias = filter.bias.get() + channel,
                   .residual = task.residual == nullptr ? nullptr : task.residual->values() + channel,
                   .out = task.out->values() + channel,
                   .out_offsets = out_offsets,
                   .channels = std::min(filter.width, filter.out_channels - channel),
                   .relu = task.relu};
  for_register_tiles(count, filter.width, [&]<int kPixels, int kVectors>(int begin) {
    tile.in_offsets = in_offsets + begin;
    tile.out_offsets = out_offsets + begin;
    compute_tile<kRounding, kPixels, kVectors>(tile);
  });
}

void run_job(const ConvolveTask& task, int job) {
  if (task.rounding == Rounding::fused) {
    run_job_as<Rounding::fused>(task, job);
  } else {
    run_job_as<Rounding::separate>(task, job);
  }
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(run_job);

void convolve(const PackedFilter& filter, const WindowGrid& grid, const FeatureMap& in,
              const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out, ThreadPool& pool) {
  convolve(filter, grid, whole_images(in.batch(), grid.rows, grid.cols), in, residual, relu, rounding, out,
           pool);
}

void convolve(const PackedFilter& filter, const WindowGrid& grid, std::span<const Region> regions,
              const FeatureMap& in, const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out,
              ThreadPool& pool) {
  const int pixels = pixel_count(regions);
  if (pixels == 0) return;
  const int panels = filter.panel_count();
  const int block_pixels = block_size(pixels, panels, pool.threads(), max_block_pixels);
  const int blocks = (pixels + block_pixels - 1) / block_pixels;
  const ConvolveTask task = {.filter = &filter,
                             .grid = grid,
                             .regions = regions,
                             .in = &in,
                             .residual = residual,
                             .relu = relu,
                             .rounding = rounding,
                             .out = &out,
                             .pixels = pixels,
                             .block_pixels = block_pixels,
                             .blocks = blocks};
  pool.parallel_for(panels * blocks, [&task](int job) { HWY_DYNAMIC_DISPATCH(run_job)(task, job); });
}

}  // namespace deepcars::nn
#endif  // HWY_ONCE
