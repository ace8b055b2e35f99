#include "shared/nn/winograd.h"

#include <algorithm>
#include <vector>

#include "shared/nn/winograd_job.h"
#include "shared/tier_up.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/winograd.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "shared/nn/register_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

// The three transforms along one axis, for the points 0, 1, -1, 2, -2 and infinity (Lavin & Gray, 2016):
//
//         | 4  0 -5  0  1  0 |         |  1/4    0    0  |          | 1  1  1  1  1  0 |
//         | 0 -4 -4  1  1  0 |         | -1/6 -1/6  -1/6 |    A^T = | 0  1 -1  2 -2  0 |
//   B^T = | 0  4 -4 -1  1  0 |     G = | -1/6  1/6  -1/6 |          | 0  1  1  4  4  0 |
//         | 0 -2 -1  2  1  0 |         | 1/24 1/12   1/6 |          | 0  1 -1  8 -8  1 |
//         | 0  2 -1 -2  1  0 |         | 1/24 -1/12  1/6 |
//         | 0  4  0 -5  0  1 |         |   0    0     1  |
//
// Their products and sums are always rounded separately, whatever the Rounding: they are few.

// B^T x: six input values -> six points.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void transform_window_axis(D d, const V (&x)[6], V (&points)[6]) {
  const V two = hn::Set(d, 2.0f), four = hn::Set(d, 4.0f), five = hn::Set(d, 5.0f);
  const V even = hn::Sub(x[4], hn::Mul(four, x[2])), odd = hn::Sub(x[3], hn::Mul(four, x[1]));
  const V even2 = hn::Sub(x[4], x[2]), odd2 = hn::Mul(two, hn::Sub(x[3], x[1]));
  points[0] = hn::Add(hn::Mul(four, x[0]), hn::Sub(x[4], hn::Mul(five, x[2])));
  points[1] = hn::Add(even, odd);
  points[2] = hn::Sub(even, odd);
  points[3] = hn::Add(even2, odd2);
  points[4] = hn::Sub(even2, odd2);
  points[5] = hn::Add(hn::Mul(four, x[1]), hn::Sub(x[5], hn::Mul(five, x[3])));
}

// G g: three filter values -> six points.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void transform_filter_axis(D d, V g0, V g1, V g2, V (&points)[6]) {
  const V minus_sixth = hn::Set(d, -1.0f / 6), twelfth = hn::Set(d, 1.0f / 12),
          twenty_fourth = hn::Set(d, 1.0f / 24);
  const V outer = hn::Mul(minus_sixth, hn::Add(g0, g2)), middle = hn::Mul(minus_sixth, g1);
  const V outer2 = hn::Sub(hn::Mul(twenty_fourth, g0), hn::Mul(minus_sixth, g2)),
          middle2 = hn::Mul(twelfth, g1);
  points[0] = hn::Mul(hn::Set(d, 0.25f), g0);
  points[1] = hn::Add(outer, middle);
  points[2] = hn::Sub(outer, middle);
  points[3] = hn::Add(outer2, middle2);
  points[4] = hn::Sub(outer2, middle2);
  points[5] = g2;
}

// A^T m: six products -> four output values.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void transform_product_axis(D d, const V (&m)[6], V (&out)[4]) {
  const V sum = hn::Add(m[1], m[2]), difference = hn::Sub(m[1], m[2]);
  const V sum2 = hn::Add(m[3], m[4]), difference2 = hn::Sub(m[3], m[4]);
  out[0] = hn::Add(hn::Add(m[0], sum), sum2);
  out[1] = hn::Add(difference, hn::Mul(hn::Set(d, 2.0f), difference2));
  out[2] = hn::Add(sum, hn::Mul(hn::Set(d, 4.0f), sum2));
  out[3] = hn::Add(hn::Add(difference, m[5]), hn::Mul(hn::Set(d, 8.0f), difference2));
}

// channels c.. of one window, given by its 36 pixels row by row -> its 36 points, each `stride` apart.
template <class D>
HWY_INLINE void transform_window(D d, const float* const* pixels, int c, float* HWY_RESTRICT points,
                                 std::ptrdiff_t stride) {
  using V = hn::Vec<D>;
  V columns[6][6];  // [column][point of the rows]
  for (int x = 0; x < 6; ++x) {
    const V values[6] = {hn::LoadU(d, pixels[x] + c),      hn::LoadU(d, pixels[6 + x] + c),
                         hn::LoadU(d, pixels[12 + x] + c), hn::LoadU(d, pixels[18 + x] + c),
                         hn::LoadU(d, pixels[24 + x] + c), hn::LoadU(d, pixels[30 + x] + c)};
    transform_window_axis(d, values, columns[x]);
  }
  for (int y = 0; y < 6; ++y) {
    const V values[6] = {columns[0][y], columns[1][y], columns[2][y],
                         columns[3][y], columns[4][y], columns[5][y]};
    V row[6];
    transform_window_axis(d, values, row);
    for (int x = 0; x < 6; ++x) hn::StoreU(row[x], d, points + (6 * y + x) * stride + c);
  }
}

DEEPCARS_TIER_UP void transform_window_channels(const float* const* pixels, int channels, float* points,
                                                std::ptrdiff_t stride) {
  const Lanes d;
  const hn::CappedTag<float, 1> d1;
  int c = 0;
  for (; c + lanes <= channels; c += lanes) transform_window(d, pixels, c, points, stride);
  for (; c < channels; ++c) transform_window(d1, pixels, c, points, stride);
}

// Nine taps, each [count] and tap_stride apart -> 36 points, each [count] and point_stride apart. All
// aligned.
DEEPCARS_TIER_UP void transform_filter(const float* HWY_RESTRICT taps, std::ptrdiff_t tap_stride, int count,
                                       float* HWY_RESTRICT points, std::ptrdiff_t point_stride) {
  const Lanes d;
  for (int i = 0; i < count; i += lanes) {
    Vector columns[3][6];
    for (int s = 0; s < 3; ++s)
      transform_filter_axis(d, hn::Load(d, taps + s * tap_stride + i),
                            hn::Load(d, taps + (3 + s) * tap_stride + i),
                            hn::Load(d, taps + (6 + s) * tap_stride + i), columns[s]);
    for (int y = 0; y < 6; ++y) {
      Vector row[6];
      transform_filter_axis(d, columns[0][y], columns[1][y], columns[2][y], row);
      for (int x = 0; x < 6; ++x) hn::Store(row[x], d, points + (6 * y + x) * point_stride + i);
    }
  }
}

// One register tile at one point: products[m] (+)= sum over c of windows[m][c] * filter[c].
template <Rounding kRounding, int kPixels, int kVectors>
DEEPCARS_TIER_UP void multiply(const float* windows, std::ptrdiff_t window_stride, const float* filter,
                               int channels, bool add, float* products, std::ptrdiff_t product_stride) {
  const Lanes d;
  Vector sums[kPixels][kVectors];
  const float* rows[kPixels];
#pragma GCC unroll 16
  for (int m = 0; m < kPixels; ++m) {
    rows[m] = windows + m * window_stride;
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v)
      sums[m][v] = add ? hn::Load(d, products + m * product_stride + v * lanes) : hn::Zero(d);
  }
  accumulate<kRounding>(rows, channels, filter, sums);
#pragma GCC unroll 16
  for (int m = 0; m < kPixels; ++m)
#pragma GCC unroll 16
    for (int v = 0; v < kVectors; ++v) hn::Store(sums[m][v], d, products + m * product_stride + v * lanes);
}

// One tile's products [36][width] -> its 4x4 output pixels, of which rows x cols exist.
struct OutputTile {
  const float* products;
  int width;              // The panel's.
  int channels;           // The panel's channels that exist.
  const float* bias;      // [width]
  const float* residual;  // Null, or with out's strides.
  float* out;
  std::ptrdiff_t row_stride, pixel_stride;
  int rows, cols;
  bool relu;
};

template <class D>
HWY_INLINE void transform_products(D d, const OutputTile& tile, int k) {
  using V = hn::Vec<D>;
  V columns[6][4];
  for (int x = 0; x < 6; ++x) {
    V values[6];
    for (int y = 0; y < 6; ++y) values[y] = hn::LoadU(d, tile.products + (6 * y + x) * tile.width + k);
    transform_product_axis(d, values, columns[x]);
  }
  const V bias = hn::LoadU(d, tile.bias + k);
  for (int y = 0; y < tile.rows; ++y) {
    const V values[6] = {columns[0][y], columns[1][y], columns[2][y],
                         columns[3][y], columns[4][y], columns[5][y]};
    V row[4];
    transform_product_axis(d, values, row);
    for (int x = 0; x < tile.cols; ++x) {
      const std::ptrdiff_t offset = y * tile.row_stride + x * tile.pixel_stride + k;
      V value = hn::Add(row[x], bias);
      if (tile.residual != nullptr) value = hn::Add(value, hn::LoadU(d, tile.residual + offset));
      if (tile.relu) value = hn::Max(hn::Zero(d), value);  // As in convolve.cc, NaN stays.
      hn::StoreU(value, d, tile.out + offset);
    }
  }
}

DEEPCARS_TIER_UP void transform_products_channels(const OutputTile& tile) {
  const Lanes d;
  const hn::CappedTag<float, 1> d1;
  int k = 0;
  for (; k + lanes <= tile.channels; k += lanes) transform_products(d, tile, k);
  for (; k < tile.channels; ++k) transform_products(d1, tile, k);
}

// Computes the points of the window of the task's tile number `tile`.
void run_window_job(const WinogradTask& task, const float* zeros, int tile) {
  const FeatureMap& in = *task.in;
  const TileOrigin& origin = task.tiles[tile];
  const float* pixels[winograd_points];
  for (int i = 0; i < winograd_points; ++i) {
    const int y = origin.y - 1 + i / winograd_window_px, x = origin.x - 1 + i % winograd_window_px;
    pixels[i] = y <= in.height() && x <= in.width() ? in.pixel(origin.image, y, x) : zeros;
  }
  transform_window_channels(pixels, in.channels(),
                            task.windows + static_cast<std::ptrdiff_t>(tile) * in.channels(),
                            task.windows_stride);
}

// The tiles of begin..end-1 that need the products of a point: they stand together.
struct TileRange {
  int begin, end;
};
TileRange tiles_with_point(const WinogradTask& task, int begin, int end, int point) {
  constexpr int last = winograd_window_px - 1;
  const bool in_last_row = point / winograd_window_px == last,
             in_last_col = point % winograd_window_px == last;
  const auto needs = [&](const TileOrigin& tile) {
    return (!in_last_row || has_all_rows(tile, *task.out)) && (!in_last_col || has_all_cols(tile, *task.out));
  };
  while (begin < end && !needs(task.tiles[begin])) ++begin;
  while (begin < end && !needs(task.tiles[end - 1])) --end;
  return {begin, end};
}

// Computes products [tiles][36][width] for one panel and the tiles begin..end-1 of the task.
template <Rounding kRounding>
void multiply_panel(const WinogradTask& task, int panel, int begin, int end, float* points, float* products) {
  const PackedFilter& filter = *task.filter;
  const int channels = filter.in_channels, width = filter.width;
  const std::ptrdiff_t tap_stride = static_cast<std::ptrdiff_t>(channels) * width;
  const std::ptrdiff_t product_stride = static_cast<std::ptrdiff_t>(winograd_points) * width;
  for (int c = 0; c < channels; c += winograd_chunk_channels) {
    const int chunk = std::min(winograd_chunk_channels, channels - c);
    const std::ptrdiff_t point_stride = chunk * width + winograd_stride_padding;
    transform_filter(filter.panels.get() + panel * filter.panel_size() + c * width, tap_stride, chunk * width,
                     points, point_stride);
    for (int point = 0; point < winograd_points; ++point) {
      const TileRange tiles = tiles_with_point(task, begin, end, point);
      for_register_tiles(tiles.end - tiles.begin, width, [&]<int kPixels, int kVectors>(int i) {
        const int tile = tiles.begin + i;
        multiply<kRounding, kPixels, kVectors>(
            task.windows + point * task.windows_stride + static_cast<std::ptrdiff_t>(tile) * channels + c,
            channels, points + point * point_stride, chunk, c > 0,
            products + (tile - begin) * product_stride + point * width, product_stride);
      });
    }
  }
}

void write_outputs(const WinogradTask& task, int panel, int begin, int end, const float* products) {
  const PackedFilter& filter = *task.filter;
  FeatureMap& out = *task.out;
  const int channel = panel * filter.width;
  OutputTile tile = {.products = products,
                     .width = filter.width,
                     .channels = std::min(filter.width, filter.out_channels - channel),
                     .bias = filter.bias.get() + channel,
                     .residual = nullptr,
                     .out = nullptr,
                     .row_stride = out.row_stride(),
                     .pixel_stride = out.channels(),
                     .rows = 0,
                     .cols = 0,
                     .relu = task.relu};
  for (int t = begin; t < end; ++t) {
    const TileOrigin& origin = task.tiles[t];
    const std::ptrdiff_t offset = out.offset(origin.image, origin.y, origin.x) + channel;
    tile.out = out.values() + offset;
    if (task.residual != nullptr) tile.residual = task.residual->values() + offset;
    tile.rows = std::min(winograd_tile_px, out.height() - origin.y);
    tile.cols = std::min(winograd_tile_px, out.width() - origin.x);
    transform_products_channels(tile);
    tile.products += static_cast<std::ptrdiff_t>(winograd_points) * filter.width;
  }
}

void run_panel_job(const WinogradTask& task, int job) {
  const int panel = job / task.blocks;
  const int begin = job % task.blocks * task.block_tiles;
  const int end = std::min(begin + task.block_tiles, task.count);
  constexpr int max_width = tile_vectors * lanes;
  // Allocated once per thread and reused by all its jobs.
  static thread_local const AlignedFloats points =
      allocate_floats(winograd_points * (winograd_chunk_channels * max_width + winograd_stride_padding));
  static thread_local const AlignedFloats products =
      allocate_floats(winograd_points * winograd_job_tiles * max_width);
  if (task.rounding == Rounding::fused) {
    multiply_panel<Rounding::fused>(task, panel, begin, end, points.get(), products.get());
  } else {
    multiply_panel<Rounding::separate>(task, panel, begin, end, points.get(), products.get());
  }
  write_outputs(task, panel, begin, end, products.get());
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(run_window_job);
HWY_EXPORT(run_panel_job);

namespace {

// Windows are transformed for a group of tiles at a time. A group has about this many values at each of the
// 36 points: 16384 * 36 * 4 bytes = 2.4 MB.
constexpr int max_values_per_point = 16384;

// The tiles that the regions touch, in the order that WinogradTask wants.
std::vector<TileOrigin> tiles_of(std::span<const Region> regions, const FeatureMap& out) {
  std::vector<TileOrigin> tiles;
  const auto first = [](int px) { return px / winograd_tile_px * winograd_tile_px; };
  for (const Region& region : regions)
    for (int y = first(region.top); y < region.bottom(); y += winograd_tile_px)
      for (int x = first(region.left); x < region.right(); x += winograd_tile_px)
        tiles.push_back({.image = region.image, .y = y, .x = x});
  const auto place = [&out](const TileOrigin& tile) {
    const bool rows = has_all_rows(tile, out), cols = has_all_cols(tile, out);
    return rows ? (cols ? 1 : 0) : (cols ? 2 : 3);
  };
  std::stable_sort(tiles.begin(), tiles.end(),
                   [&place](const TileOrigin& a, const TileOrigin& b) { return place(a) < place(b); });
  return tiles;
}

}  // namespace

void winograd_convolve(const PackedFilter& filter, const FeatureMap& in, const FeatureMap* residual,
                       bool relu, Rounding rounding, FeatureMap& out, ThreadPool& pool) {
  winograd_convolve(filter, whole_images(out.batch(), out.height(), out.width()), in, residual, relu,
                    rounding, out, pool);
}

void winograd_convolve(const PackedFilter& filter, std::span<const Region> regions, const FeatureMap& in,
                       const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out,
                       ThreadPool& pool) {
  const std::vector<TileOrigin> origins = tiles_of(regions, out);
  const int tiles = static_cast<int>(origins.size()), channels = in.channels();
  const int group = std::min(tiles, std::max(max_values_per_point / channels, min_block_size));
  const std::ptrdiff_t windows_stride =
      static_cast<std::ptrdiff_t>(group) * channels + winograd_stride_padding;
  const AlignedFloats windows = allocate_floats(static_cast<std::size_t>(winograd_points * windows_stride));
  const AlignedFloats zeros = allocate_floats(static_cast<std::size_t>(channels));
  std::fill_n(zeros.get(), channels, 0.0f);

  const int panels = filter.panel_count();
  for (int first = 0; first < tiles; first += group) {
    const int count = std::min(group, tiles - first);
    const int block_tiles = block_size(count, panels, pool.threads(), winograd_job_tiles);
    const WinogradTask task = {.filter = &filter,
                               .in = &in,
                               .residual = residual,
                               .relu = relu,
                               .rounding = rounding,
                               .out = &out,
                               .tiles = origins.data() + first,
                               .count = count,
                               .block_tiles = block_tiles,
                               .blocks = (count + block_tiles - 1) / block_tiles,
                               .windows = windows.get(),
                               .windows_stride = windows_stride};
    pool.parallel_for(count,
                      [&](int tile) { HWY_DYNAMIC_DISPATCH(run_window_job)(task, zeros.get(), tile); });
    pool.parallel_for(panels * task.blocks, [&](int job) { HWY_DYNAMIC_DISPATCH(run_panel_job)(task, job); });
  }
}

}  // namespace deepcars::nn
#endif  // HWY_ONCE
