// Parts of a layer have the bits of the whole, and a change reaches no further than changed_output says.
#include "shared/nn/region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "shared/nn/conv2d.h"
#include "shared/nn/pooling.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn {
namespace {

constexpr int random_cases = 60;
constexpr float untouched = -77;

// Winograd, ResNet-18's other kinds, and more channels than one chunk.
constexpr Conv2dShape shapes[] = {{20, 35, 3, 3, 1, 1},
                                  {3, 17, 7, 7, 2, 3},
                                  {24, 9, 3, 3, 2, 1},
                                  {16, 33, 1, 1, 2, 0},
                                  {70, 16, 3, 3, 1, 1}};

Region random_region(int image, int height, int width, Random& random) {
  const int top = random.between(0, height - 1), left = random.between(0, width - 1);
  return {.image = image,
          .top = top,
          .left = left,
          .height = random.between(1, height - top),
          .width = random.between(1, width - left)};
}

bool inside(const Region& region, int image, int y, int x) {
  return image == region.image && y >= region.top && y < region.bottom() && x >= region.left &&
         x < region.right();
}

FeatureMap filled(int batch, int height, int width, int channels, float value) {
  const std::size_t count = static_cast<std::size_t>(batch) * height * width * channels;
  return to_map(std::vector<float>(count, value), batch, height, width, channels, 1);
}

bool same_pixel(const FeatureMap& a, const FeatureMap& b, int n, int y, int x) {
  return std::equal(a.pixel(n, y, x), a.pixel(n, y, x) + a.channels(), b.pixel(n, y, x));
}

// Calls check(image, row, column) for each pixel.
template <class Check>
void for_pixels(const FeatureMap& map, const Check& check) {
  for (int n = 0; n < map.batch(); ++n)
    for (int y = 0; y < map.height(); ++y)
      for (int x = 0; x < map.width(); ++x) check(n, y, x);
}

// The part's pixels in the regions are the whole's, and all others are untouched.
void expect_part_of(const FeatureMap& whole, const FeatureMap& part, std::span<const Region> regions,
                    const std::string& text) {
  const FeatureMap blank = filled(whole.batch(), whole.height(), whole.width(), whole.channels(), untouched);
  for_pixels(whole, [&](int n, int y, int x) {
    const bool computed = std::any_of(regions.begin(), regions.end(),
                                      [&](const Region& region) { return inside(region, n, y, x); });
    EXPECT_TRUE(same_pixel(part, computed ? whole : blank, n, y, x))
        << text << ", image " << n << " at " << y << "," << x
        << (computed ? " is not as in the whole" : " was touched");
  });
}

struct Maps {
  std::string text;
  FeatureMap in;
  int out_height, out_width;
};

Maps random_maps(std::uint64_t seed, const Conv2dShape& shape, Random& random) {
  const int height = random.between(7, 21), width = random.between(7, 21);
  return {.text = case_text(seed, {{"H", height},
                                   {"W", width},
                                   {"C", shape.in_channels},
                                   {"R", shape.kernel_height},
                                   {"stride", shape.stride}}),
          .in = to_map(random.values(static_cast<std::size_t>(3) * height * width * shape.in_channels), 3,
                       height, width, shape.in_channels, shape.padding),
          .out_height = shape.out_height(height),
          .out_width = shape.out_width(width)};
}

Conv2d random_conv(const Conv2dShape& shape, Random& random) {
  const auto weight = random.values(static_cast<std::size_t>(shape.out_channels) *
                                    static_cast<std::size_t>(shape.multiply_adds(1) / shape.out_channels));
  const auto bias = random.values(static_cast<std::size_t>(shape.out_channels));
  return {shape, weight.data(), bias.data()};
}

TEST(Region, PartsOfAConvolutionHaveTheBitsOfTheWhole) {
  for (int i = 0; i < random_cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(100 + i);
    Random random(seed);
    const Conv2dShape& shape = shapes[static_cast<std::size_t>(i) % std::size(shapes)];
    const Conv2d conv = random_conv(shape, random);
    const Maps maps = random_maps(seed, shape, random);
    FeatureMap whole = filled(3, maps.out_height, maps.out_width, shape.out_channels, 0);
    FeatureMap part = filled(3, maps.out_height, maps.out_width, shape.out_channels, untouched);
    // One region in two of the three images, in any order, and one that is empty.
    std::vector<Region> regions = {random_region(2, maps.out_height, maps.out_width, random),
                                   {.image = 1, .top = 0, .left = 0, .height = 0, .width = 0},
                                   random_region(0, maps.out_height, maps.out_width, random)};
    if (shape.suits_winograd())
      for (Region& region : regions) region = whole_winograd_tiles(region, maps.out_height, maps.out_width);
    ThreadPool pool(thread_counts[static_cast<std::size_t>(i) % std::size(thread_counts)]);
    conv.forward(maps.in, nullptr, true, whole, pool);
    conv.forward(regions, maps.in, nullptr, true, part, pool);
    expect_part_of(whole, part, regions, maps.text);
  }
}

TEST(Region, AChangeReachesNoFurtherThanItSays) {
  ThreadPool pool(1);
  for (int i = 0; i < random_cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(200 + i);
    Random random(seed);
    const Conv2dShape& shape = shapes[static_cast<std::size_t>(i) % std::size(shapes)];
    const Conv2d conv = random_conv(shape, random);
    Maps maps = random_maps(seed, shape, random);
    FeatureMap before = filled(3, maps.out_height, maps.out_width, shape.out_channels, 0);
    FeatureMap after = filled(3, maps.out_height, maps.out_width, shape.out_channels, 0);
    const Region changed = random_region(1, maps.in.height(), maps.in.width(), random);
    const Region reached = changed_output(shape, changed, maps.out_height, maps.out_width);
    conv.forward(maps.in, nullptr, false, before, pool);
    for_pixels(maps.in, [&](int n, int y, int x) {
      if (inside(changed, n, y, x))
        for (int c = 0; c < shape.in_channels; ++c) maps.in.pixel(n, y, x)[c] = random.value();
    });
    conv.forward(maps.in, nullptr, false, after, pool);
    for_pixels(after, [&](int n, int y, int x) {
      EXPECT_TRUE(inside(reached, n, y, x) || same_pixel(before, after, n, y, x))
          << maps.text << ", image " << n << " at " << y << "," << x;
    });
  }
}

TEST(Region, PartsOfAMaxPoolHaveTheBitsOfTheWholeAndReadNoMoreThanNeeded) {
  ThreadPool pool(max_threads);
  for (int i = 0; i < random_cases; ++i) {
    const auto seed = static_cast<std::uint64_t>(300 + i);
    Random random(seed);
    const int height = random.between(3, 21), width = random.between(3, 21), channels = 19;
    const std::string text = case_text(seed, {{"H", height}, {"W", width}});
    FeatureMap in = to_map(random.values(static_cast<std::size_t>(height) * width * channels), 1, height,
                           width, channels, 0);
    FeatureMap whole = filled(1, max_pool_size(height), max_pool_size(width), channels, 0);
    FeatureMap part = filled(1, max_pool_size(height), max_pool_size(width), channels, untouched);
    max_pool_forward(in, whole, nullptr, pool);
    const Region region = random_region(0, whole.height(), whole.width(), random);
    const Region needed = needed_input(max_pool_shape, region, height, width);
    for_pixels(in, [&](int n, int y, int x) {
      if (!inside(needed, n, y, x)) std::fill_n(in.pixel(n, y, x), channels, 99.0f);
    });
    max_pool_forward(in, region, part, pool);
    expect_part_of(whole, part, {&region, 1}, text);
  }
}

TEST(Region, JoinedHoldsBothAndAnEmptyOneAddsNothing) {
  const Region a = {.image = 1, .top = 5, .left = 6, .height = 2, .width = 3};
  const Region b = {.image = 1, .top = 1, .left = 8, .height = 1, .width = 4};
  const Region nothing = {.image = 0, .top = 0, .left = 0, .height = 0, .width = 0};
  const auto expect_is = [](const Region& found, const Region& expected) {
    EXPECT_EQ(found.image, expected.image);
    EXPECT_EQ(found.top, expected.top);
    EXPECT_EQ(found.left, expected.left);
    EXPECT_EQ(found.bottom(), expected.bottom());
    EXPECT_EQ(found.right(), expected.right());
  };
  expect_is(joined(a, b), {.image = 1, .top = 1, .left = 6, .height = 6, .width = 6});
  expect_is(joined(a, nothing), a);
  expect_is(joined(nothing, a), a);
}

}  // namespace
}  // namespace deepcars::nn
