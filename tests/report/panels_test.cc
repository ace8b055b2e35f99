#include "native/report/panels.h"

#include <gtest/gtest.h>

#include <array>

#include "shared/explain/color_map.h"
#include "shared/image/decode.h"

namespace deepcars::report {
namespace {

const explain::Legend legend{.low = "weak", .high = "strong"};

image::Image plain(int width_px, int height_px, std::uint8_t grey) {
  const auto bytes = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 3;
  return {width_px, height_px, std::vector<std::uint8_t>(bytes, grey)};
}

std::array<int, 3> pixel(const image::Image& picture, int x, int y) {
  const auto at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width_px) +
                       static_cast<std::size_t>(x));
  return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

TEST(Panels, KeepThePhotosShape) {
  const explain::HeatMap map{8, 8, false, std::vector<float>(64, 0.5f)};
  const image::Image wide = explanation_panels(plain(200, 100, 90), map, legend, 64, 0.5f);
  EXPECT_EQ(wide.width_px, 3 * 64 + 2 * panel_gap_px);
  const int below = wide.height_px - 32;
  EXPECT_GT(below, 8) << "the legend";
  const image::Image tall = explanation_panels(plain(30, 60, 90), map, legend, 64, 0.5f);
  EXPECT_EQ(tall.width_px, 3 * 32 + 2 * panel_gap_px);
  EXPECT_GE(tall.height_px, 64 + below) << "words may need more lines where there is less room";
}

TEST(Panels, OfAnExtremePhotoAreAtLeastOnePixelHigh) {
  const explain::HeatMap map{8, 8, false, std::vector<float>(64, 0.5f)};
  const image::Image sheet = explanation_panels(plain(3000, 1, 90), map, legend, 64, 0.5f);
  EXPECT_EQ(sheet.width_px, 3 * 64 + 2 * panel_gap_px);
  EXPECT_EQ(pixel(sheet, 32, 0), (std::array<int, 3>{90, 90, 90}));
}

TEST(Panels, StandSideBySideWithWhiteBetween) {
  explain::HeatMap map{8, 8, false, std::vector<float>(64, 1.0f)};
  const image::Image hottest = explain::colorize(map, explain::ColorMap::viridis);
  const image::Image sheet = explanation_panels(plain(64, 64, 90), map, legend, 64, 0.5f);
  const auto heat = pixel(hottest, 0, 0);
  EXPECT_EQ(pixel(sheet, 32, 32), (std::array<int, 3>{90, 90, 90}));
  EXPECT_EQ(pixel(sheet, 64, 32), (std::array<int, 3>{255, 255, 255}));
  EXPECT_EQ(pixel(sheet, 64 + panel_gap_px + 32, 32), heat);
  const auto mixed = pixel(sheet, 2 * (64 + panel_gap_px) + 32, 32);
  for (std::size_t channel = 0; channel < 3; ++channel)
    EXPECT_NEAR(mixed[channel], (90 + heat[channel]) / 2.0, 0.51);
}

TEST(Panels, TheLegendHasTheMapsColoursFromEndToEnd) {
  const explain::HeatMap map{8, 8, true, std::vector<float>(64, 0.0f)};
  const image::Image sheet = explanation_panels(plain(64, 64, 90), map, legend, 64, 0.5f);
  const explain::HeatMap ends{2, 1, true, {-1.0f, 1.0f}};
  const image::Image colors = explain::colorize(ends, explain::ColorMap::diverging);
  EXPECT_EQ(pixel(sheet, 64 + panel_gap_px, 64 + 6), pixel(colors, 0, 0));
  EXPECT_EQ(pixel(sheet, sheet.width_px - 1, 64 + 6), pixel(colors, 1, 0));
}

TEST(Panels, ASheetHasAPictureForEveryEntry) {
  const explain::HeatMap map{8, 8, false, std::vector<float>(64, 0.5f)};
  std::vector<SheetEntry> entries;
  int height_px = 0;
  for (int count = 1; count <= 9; ++count) {
    entries.push_back({.title = "A title", .meaning = "What it means.", .heat_map = map, .legend = legend});
    const image::Image sheet = explanation_sheet(plain(64, 48, 90), "A heading", entries, 64, 0.5f);
    EXPECT_EQ(sheet.width_px, 4 * (64 + 2 * panel_gap_px));
    // The photo is the first of four in a row.
    if (count % 4 == 0) {
      EXPECT_GT(sheet.height_px, height_px) << count;
    }
    height_px = sheet.height_px;
  }
}

TEST(Panels, GreyValuesPutZeroOfSignedMapsInTheMiddle) {
  EXPECT_EQ(grey_values({3, 1, false, {0.0f, 0.5f, 1.0f}}), (std::vector<std::uint8_t>{0, 128, 255}));
  EXPECT_EQ(grey_values({3, 1, true, {-1.0f, 0.0f, 1.0f}}), (std::vector<std::uint8_t>{1, 128, 255}));
}

TEST(Panels, PngFilesHoldEveryPixel) {
  image::Image picture{5, 3, {}};
  for (int i = 0; i < 45; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(5 * i));
  const auto file = encode_png(picture);
  ASSERT_TRUE(file) << file.error().sentence();
  EXPECT_EQ(image::decode(*file)->picture.rgb, picture.rgb);

  const auto grey = encode_grey_png({0, 128, 255, 7, 8, 9}, 3, 2);
  ASSERT_TRUE(grey) << grey.error().sentence();
  const auto back = image::decode(*grey);
  EXPECT_EQ(back->picture.width_px, 3);
  EXPECT_EQ(back->picture.rgb,
            (std::vector<std::uint8_t>{0, 0, 0, 128, 128, 128, 255, 255, 255, 7, 7, 7, 8, 8, 8, 9, 9, 9}));
}

TEST(Panels, WhatPngCannotHoldIsAnError) {
  const auto file = encode_png(plain(1'000'001, 1, 0));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(file.error().message.find("1000001 x 1"), std::string::npos) << file.error().sentence();
}

}  // namespace
}  // namespace deepcars::report
