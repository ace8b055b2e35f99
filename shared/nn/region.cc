#include "shared/nn/region.h"

#include <algorithm>

#include "shared/nn/winograd_job.h"

namespace deepcars::nn {

namespace {

// Along one axis: first..end-1.
struct Range {
  int first, end;
};

Range rows_of(const Region& region) { return {region.top, region.bottom()}; }
Range cols_of(const Region& region) { return {region.left, region.right()}; }

Region region_of(int image, Range rows, Range cols) {
  return {.image = image,
          .top = rows.first,
          .left = cols.first,
          .height = std::max(rows.end - rows.first, 0),
          .width = std::max(cols.end - cols.first, 0)};
}

Range within(Range range, int size) { return {std::max(range.first, 0), std::min(range.end, size)}; }

int tile_floor(int i) { return i / winograd_tile_px * winograd_tile_px; }
int tile_ceil(int i) { return tile_floor(i + winograd_tile_px - 1); }

// Output pixel o reads the input pixels o*stride - padding .. o*stride - padding + kernel - 1.
Range changed_axis(int kernel, int stride, int padding, Range changed, int out_size) {
  const int first = std::max(changed.first + padding - (kernel - 1), 0);
  return within({(first + stride - 1) / stride, (changed.end - 1 + padding) / stride + 1}, out_size);
}

// A tile's pixels 0..3 read the input pixels -1..4. Pixels 0..3 of the input go into the rounding of all of
// them; pixel -1 only into that of output pixel 0, and pixel 4 only into that of output pixel 3 (B^T and A^T
// in winograd.cc).
Range changed_winograd_axis(Range changed, int out_size) {
  return within({std::min(tile_floor(changed.first), changed.first - 1),
                 std::max(tile_ceil(changed.end), changed.end + 1)},
                out_size);
}

}  // namespace

Region joined(const Region& a, const Region& b) {
  if (a.height * a.width == 0) return b;
  if (b.height * b.width == 0) return a;
  return region_of(a.image, {std::min(a.top, b.top), std::max(a.bottom(), b.bottom())},
                   {std::min(a.left, b.left), std::max(a.right(), b.right())});
}

std::vector<Region> whole_images(int images, int height, int width) {
  std::vector<Region> regions;
  for (int n = 0; n < images; ++n)
    regions.push_back({.image = n, .top = 0, .left = 0, .height = height, .width = width});
  return regions;
}

int pixel_count(std::span<const Region> regions) {
  int pixels = 0;
  for (const Region& region : regions) pixels += region.height * region.width;
  return pixels;
}

Region changed_output(const Conv2dShape& shape, const Region& changed, int out_height, int out_width) {
  if (shape.suits_winograd())
    return region_of(changed.image, changed_winograd_axis(rows_of(changed), out_height),
                     changed_winograd_axis(cols_of(changed), out_width));
  return region_of(
      changed.image,
      changed_axis(shape.kernel_height, shape.stride, shape.padding, rows_of(changed), out_height),
      changed_axis(shape.kernel_width, shape.stride, shape.padding, cols_of(changed), out_width));
}

Region changed_output(const PoolShape& shape, const Region& changed, int out_height, int out_width) {
  return region_of(changed.image,
                   changed_axis(shape.kernel, shape.stride, shape.padding, rows_of(changed), out_height),
                   changed_axis(shape.kernel, shape.stride, shape.padding, cols_of(changed), out_width));
}

Region needed_input(const PoolShape& shape, const Region& wanted, int in_height, int in_width) {
  const auto needed = [&shape](Range range, int size) {
    return within({range.first * shape.stride - shape.padding,
                   (range.end - 1) * shape.stride - shape.padding + shape.kernel},
                  size);
  };
  return region_of(wanted.image, needed(rows_of(wanted), in_height), needed(cols_of(wanted), in_width));
}

Region whole_winograd_tiles(const Region& region, int height, int width) {
  return region_of(region.image, within({tile_floor(region.top), tile_ceil(region.bottom())}, height),
                   within({tile_floor(region.left), tile_ceil(region.right())}, width));
}

}  // namespace deepcars::nn
