#include "shared/explain/heat_map.h"

#include <gtest/gtest.h>

#include <numeric>

#include "shared/explain/color_map.h"

namespace deepcars::explain {
namespace {

HeatMap row(std::vector<float> values, bool is_signed = false) {
  return HeatMap{static_cast<int>(values.size()), 1, is_signed, std::move(values)};
}

std::vector<int> first_pixel(const image::Image& picture) {
  return {picture.rgb[0], picture.rgb[1], picture.rgb[2]};
}

TEST(Normalise, ThePercentileBecomesOneAndOutliersAreClamped) {
  std::vector<float> values(101);
  std::iota(values.begin(), values.end(), 0.0f);
  values[100] = 1e6f;
  const HeatMap map = normalise(row(values), 90);
  EXPECT_FLOAT_EQ(map.values[90], 1.0f);
  EXPECT_FLOAT_EQ(map.values[45], 0.5f);
  EXPECT_FLOAT_EQ(map.values[100], 1.0f);
}

TEST(Normalise, SignedMapsKeepTheirSigns) {
  const HeatMap map = normalise(row({-4, -2, 0, 1, 2}, true), 100);
  EXPECT_EQ(map.values, (std::vector<float>{-1, -0.5f, 0, 0.25f, 0.5f}));
}

TEST(Normalise, ZeroStaysZeroAndAFewLitPixelsAreSeen) {
  EXPECT_EQ(normalise(row({0, 0, 0})).values, (std::vector<float>{0, 0, 0}));
  std::vector<float> nearly_dark(1000, 0.0f);
  nearly_dark[17] = 0.02f;
  EXPECT_FLOAT_EQ(normalise(row(nearly_dark)).values[17], 1.0f);
}

TEST(Colorize, TheEndsOfTheMaps) {
  EXPECT_EQ(first_pixel(colorize(row({0.0f}), ColorMap::viridis)), (std::vector<int>{68, 1, 84}));
  EXPECT_EQ(first_pixel(colorize(row({1.0f}), ColorMap::viridis)), (std::vector<int>{253, 231, 37}));
  EXPECT_EQ(first_pixel(colorize(row({-1.0f}, true), ColorMap::diverging)), (std::vector<int>{33, 102, 172}));
  EXPECT_EQ(first_pixel(colorize(row({0.0f}, true), ColorMap::diverging)), (std::vector<int>{247, 247, 247}));
  EXPECT_EQ(first_pixel(colorize(row({1.0f}, true), ColorMap::diverging)), (std::vector<int>{178, 24, 43}));
}

TEST(Colorize, ViridisGetsSteadilyBrighter) {
  double previous = -1;
  for (int i = 0; i <= 255; ++i) {
    const auto rgb = first_pixel(colorize(row({static_cast<float>(i) / 255.0f}), ColorMap::viridis));
    const double luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    EXPECT_GT(luma, previous - 0.5) << "at " << i;  // half a step for rounding to 8 bits
    previous = luma;
  }
}

TEST(Viridis, IsWhatColorizePaints) {
  for (float position : {-1.0f, 0.0f, 0.3f, 0.77f, 1.0f, 2.0f}) {
    const Color color = viridis(position);
    EXPECT_EQ(first_pixel(colorize(row({position}), ColorMap::viridis)),
              (std::vector<int>{color[0], color[1], color[2]}));
  }
}

TEST(Overlay, OpacityMixes) {
  const image::Image photo{1, 1, {100, 200, 0}}, heat{1, 1, {200, 100, 255}};
  EXPECT_EQ(overlay(photo, heat, 0.0f).rgb, photo.rgb);
  EXPECT_EQ(overlay(photo, heat, 1.0f).rgb, heat.rgb);
  EXPECT_EQ(overlay(photo, heat, 0.5f).rgb, (std::vector<std::uint8_t>{150, 150, 128}));
}

TEST(Resize, KeepsAFlatMapAndItsSign) {
  const HeatMap map = resize(HeatMap{3, 2, true, std::vector<float>(6, -0.5f)}, 7, 11);
  EXPECT_EQ(map.width_px, 11);
  EXPECT_EQ(map.height_px, 7);
  EXPECT_TRUE(map.is_signed);
  for (float value : map.values) EXPECT_FLOAT_EQ(value, -0.5f);
}

}  // namespace
}  // namespace deepcars::explain
