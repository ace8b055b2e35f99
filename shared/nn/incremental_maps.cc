#include "shared/nn/incremental_maps.h"

#include <algorithm>

#include "shared/nn/pooling.h"

namespace deepcars::nn {

namespace {

// All maps have the border that a 3x3 convolution needs.
constexpr int map_border = 1;

// Images of pixels_.
constexpr int present_pixels = 0, work_pixels = 1, original_pixels = 2, pixel_images = 3;

constexpr Region nothing = {.image = 0, .top = 0, .left = 0, .height = 0, .width = 0};

std::vector<Region> changed_outputs(const Conv2dShape& shape, std::span<const Region> changed,
                                    const FeatureMap& out) {
  std::vector<Region> all;
  for (const Region& region : changed)
    all.push_back(changed_output(shape, region, out.height(), out.width()));
  return all;
}

// What a convolution computes so that all of `changed` is.
std::vector<Region> computed_regions(const Conv2dShape& shape, std::span<const Region> changed,
                                     const FeatureMap& out) {
  std::vector<Region> all(changed.begin(), changed.end());
  if (shape.suits_winograd())
    for (Region& region : all) region = whole_winograd_tiles(region, out.height(), out.width());
  return all;
}

Region whole_image(const FeatureMap& map) {
  return {.image = 0, .top = 0, .left = 0, .height = map.height(), .width = map.width()};
}

// The photo [1,3,H,W] in all of the images of pixels_.
FeatureMap pixel_map(const Tensor& input, int border, ThreadPool& pool) {
  FeatureMap map(pixel_images, input.shape[2], input.shape[3], input.shape[1], border);
  const FeatureMap photo = from_channels_first(input, 0, 1, border, pool);
  for (int image = 0; image < pixel_images; ++image)
    std::copy_n(photo.values(), photo.image_stride(), map.values() + image * map.image_stride());
  return map;
}

}  // namespace

void IncrementalMaps::Map::copy_row(int from, int to, int y, int left, int right) {
  if (left >= right) return;
  std::copy_n(values.pixel(from, y, left), static_cast<std::ptrdiff_t>(right - left) * values.channels(),
              values.pixel(to, y, left));
}

IncrementalMaps::Map IncrementalMaps::make_map(int height, int width, int channels) {
  return {.values = FeatureMap(images, height, width, channels, map_border),
          .stale = std::vector<Region>(max_copies, nothing),
          .patched = nothing};
}

IncrementalMaps::IncrementalMaps(const Network& network, const Tensor& input, Kernels kernels,
                                 ThreadPool& pool)
    : network_(network),
      kernels_(kernels),
      pixels_(pixel_map(input, network.stem.conv.forward_border(), pool)),
      patched_pixels_(nothing),
      stem_(1, network.stem.conv.shape().out_height(input.shape[2]),
            network.stem.conv.shape().out_width(input.shape[3]), network.stem.conv.shape().out_channels, 0) {
  maps_.push_back(make_map(max_pool_size(stem_.height()), max_pool_size(stem_.width()), stem_.channels()));
  for (std::size_t b = 0; b < blocks; ++b) {
    const Conv2dShape& shape = network.blocks[b].conv1.conv.shape();
    const FeatureMap& in = maps_.back().values;
    const int height = shape.out_height(in.height()), width = shape.out_width(in.width());
    for (int relu = 0; relu < 2; ++relu) maps_.push_back(make_map(height, width, shape.out_channels));
  }
  compute_photo(pool);
}

// All of the photo is one patch on a copy of nothing.
void IncrementalMaps::compute_photo(ThreadPool& pool) {
  const Region all = whole_image(stem_);
  network_.stem.conv.forward({&all, 1}, pixels_.images(present_pixels, 1), nullptr, true, stem_, pool,
                             kernels_.stem);
  FeatureMap pooled = maps_.front().values.images(first_copy, 1);
  max_pool_forward(stem_, whole_image(pooled), pooled, pool);
  std::vector<Region> changed = {whole_image(pooled)};
  for (std::size_t b = 0; b < blocks; ++b) run_block(b, changed, AfterPatch::take_off, pool);
  for (Map& map : maps_) {
    pool.parallel_for(map.values.height(), [&](int y) {
      for (int image = 0; image < images; ++image)
        if (image != first_copy) map.copy_row(first_copy, image, y, 0, map.values.width());
    });
    map.stale.assign(max_copies, nothing);
  }
  multiply_adds_ = 0;
}

FeatureMap IncrementalMaps::outputs(int count) const {
  const FeatureMap& last = maps_.back().values;
  return FeatureMap(count, last.height(), last.width(), last.channels(), map_border);
}

void IncrementalMaps::run(std::span<const Patch> patches, AfterPatch after, FeatureMap& out,
                          ThreadPool& pool) {
  const int count = static_cast<int>(patches.size());
  pool.parallel_for(static_cast<int>(maps_.size()),
                    [&](int m) { refresh(maps_[static_cast<std::size_t>(m)], count); });
  std::vector<Region> changed;
  for (int n = 0; n < count; ++n)
    changed.push_back(run_stem(patches[static_cast<std::size_t>(n)], n, after, pool));
  finish(maps_.front(), changed, after, pool);
  for (std::size_t b = 0; b < blocks; ++b) run_block(b, changed, after, pool);

  const FeatureMap last = maps_.back().copies(count);
  pool.parallel_for(count, [&](int n) {
    std::copy_n(last.values() + n * last.image_stride(), last.image_stride(),
                out.values() + n * out.image_stride());
  });
}

// Makes the first `count` copies equal to the photo.
void IncrementalMaps::refresh(Map& map, int count) {
  for (int n = 0; n < count; ++n) {
    const Region& stale = map.stale[static_cast<std::size_t>(n)];
    for (int y = stale.top; y < stale.bottom(); ++y)
      map.copy_row(photo, first_copy + n, y, stale.left, stale.right());
  }
  std::fill_n(map.stale.begin(), count, nothing);
}

// Called when the copies are computed within their regions. If patches are kept, each copy also gets what the
// copies before it changed, and the photo becomes the last copy.
void IncrementalMaps::finish(Map& map, std::span<const Region> changed, AfterPatch after, ThreadPool& pool) {
  if (after == AfterPatch::take_off) {
    std::copy(changed.begin(), changed.end(), map.stale.begin());
    return;
  }
  const int count = static_cast<int>(changed.size());
  std::vector<Region> before = {nothing};  // What the copies before each changed; then what all did.
  for (const Region& region : changed) before.push_back(joined(before.back(), region));
  pool.parallel_for(map.values.height(), [&](int y) {
    for (int n = 1; n < count; ++n) {
      const Region &all = before[static_cast<std::size_t>(n)], &own = changed[static_cast<std::size_t>(n)];
      if (y < all.top || y >= all.bottom()) continue;
      const int from = first_copy + n - 1, to = from + 1;
      if (y < own.top || y >= own.bottom()) {
        map.copy_row(from, to, y, all.left, all.right());
      } else {
        map.copy_row(from, to, y, all.left, std::min(all.right(), own.left));
        map.copy_row(from, to, y, std::max(all.left, own.right()), all.right());
      }
    }
    const Region& all = before.back();
    if (y >= all.top && y < all.bottom())
      map.copy_row(first_copy + count - 1, photo, y, all.left, all.right());
  });
  for (int n = 0; n < max_copies; ++n)
    if (n != count - 1)
      map.stale[static_cast<std::size_t>(n)] = joined(map.stale[static_cast<std::size_t>(n)], before.back());
  map.patched = joined(map.patched, before.back());
}

void IncrementalMaps::reset(ThreadPool& pool) {
  for (Map& map : maps_) {
    pool.parallel_for(map.patched.height, [&](int row) {
      map.copy_row(original, photo, map.patched.top + row, map.patched.left, map.patched.right());
    });
    for (Region& stale : map.stale) stale = joined(stale, map.patched);
    map.patched = nothing;
  }
  for (const int image : {present_pixels, work_pixels}) copy_pixels(patched_pixels_, original_pixels, image);
  patched_pixels_ = nothing;
}

void IncrementalMaps::write_patch(const Patch& patch, int image) {
  const float* from = patch.values.data();
  for (int c = 0; c < pixels_.channels(); ++c)
    for (int y = 0; y < patch.height; ++y)
      for (int x = 0; x < patch.width; ++x) pixels_.pixel(image, patch.top + y, patch.left + x)[c] = *from++;
}

void IncrementalMaps::copy_pixels(const Region& region, int from, int to) {
  for (int y = region.top; y < region.bottom(); ++y)
    std::copy_n(pixels_.pixel(from, y, region.left),
                static_cast<std::ptrdiff_t>(region.width) * pixels_.channels(),
                pixels_.pixel(to, y, region.left));
}

// Convolution, ReLU and max pool of one copy. Returns what changes in the max pool's output.
Region IncrementalMaps::run_stem(const Patch& patch, int copy, AfterPatch after, ThreadPool& pool) {
  const Region patched = {
      .image = 0, .top = patch.top, .left = patch.left, .height = patch.height, .width = patch.width};
  FeatureMap pooled = maps_.front().values.images(first_copy + copy, 1);
  const Region stem_changed =
      changed_output(network_.stem.conv.shape(), patched, stem_.height(), stem_.width());
  Region changed = changed_output(max_pool_shape, stem_changed, pooled.height(), pooled.width());
  const Region needed = needed_input(max_pool_shape, changed, stem_.height(), stem_.width());

  write_patch(patch, work_pixels);
  run_layer(network_.stem, {&needed, 1}, pixels_.images(work_pixels, 1), nullptr, true, stem_, kernels_.stem,
            pool);
  max_pool_forward(stem_, changed, pooled, pool);
  if (after == AfterPatch::keep) {
    write_patch(patch, present_pixels);
    patched_pixels_ = joined(patched_pixels_, patched);
  } else {
    copy_pixels(patched, present_pixels, work_pixels);
  }
  changed.image = copy;
  return changed;
}

// changed: of the block's input; becomes that of its output.
void IncrementalMaps::run_block(std::size_t b, std::vector<Region>& changed, AfterPatch after,
                                ThreadPool& pool) {
  const Block& block = network_.blocks[b];
  const int count = static_cast<int>(changed.size());
  Map &middle_map = maps_[2 * b + 1], &out_map = maps_[2 * b + 2];
  const FeatureMap in = maps_[2 * b].copies(count);
  FeatureMap middle = middle_map.copies(count), out = out_map.copies(count);
  const Conv2dShape &shape1 = block.conv1.conv.shape(), &shape2 = block.conv2.conv.shape();

  changed = changed_outputs(shape1, changed, middle);
  run_layer(block.conv1, computed_regions(shape1, changed, middle), in, nullptr, true, middle, kernels_.rest,
            pool);
  finish(middle_map, changed, after, pool);

  // The skip connection changes within this, too.
  changed = changed_outputs(shape2, changed, out);
  const std::vector<Region> computed = computed_regions(shape2, changed, out);
  const FeatureMap* skip = &in;
  if (block.downsample) {
    run_layer(*block.downsample, computed, in, nullptr, false, out, kernels_.rest, pool);
    skip = &out;
  }
  run_layer(block.conv2, computed, middle, skip, true, out, kernels_.rest, pool);
  finish(out_map, changed, after, pool);
}

void IncrementalMaps::run_layer(const ConvLayer& layer, std::span<const Region> regions, const FeatureMap& in,
                                const FeatureMap* residual, bool relu, FeatureMap& out, Rounding rounding,
                                ThreadPool& pool) {
  layer.conv.forward(regions, in, residual, relu, out, pool, rounding);
  multiply_adds_ += layer.conv.shape().multiply_adds(pixel_count(regions));
}

}  // namespace deepcars::nn
