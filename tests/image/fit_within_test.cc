#include "shared/image/fit_within.h"

#include <gtest/gtest.h>

namespace deepcars::image {
namespace {

Image grey(int width_px, int height_px, std::uint8_t level) {
  return {.width_px = width_px,
          .height_px = height_px,
          .rgb = std::vector<std::uint8_t>(static_cast<std::size_t>(3 * width_px * height_px), level)};
}

TEST(SizeWithLongestSide, KeepsTheShape) {
  const Size wide = size_with_longest_side(grey(300, 200, 0), 150);
  EXPECT_EQ(wide.width_px, 150);
  EXPECT_EQ(wide.height_px, 100);
  const Size enlarged = size_with_longest_side(grey(2, 4, 0), 8);
  EXPECT_EQ(enlarged.width_px, 4);
  EXPECT_EQ(enlarged.height_px, 8);
}

TEST(SizeWithLongestSide, NoSideVanishes) {
  EXPECT_EQ(size_with_longest_side(grey(1000, 1, 0), 10).height_px, 1);
}

TEST(FitWithin, APictureThatFitsStaysAsItIs) {
  Image picture = grey(7, 5, 0);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(2 * i);
  for (const int longest_side_px : {7, 8, 1000}) {
    EXPECT_EQ(fit_within(picture, longest_side_px).rgb, picture.rgb);
  }
}

TEST(FitWithin, ALargerPictureIsReducedAndAFlatOneKeepsItsLevel) {
  for (const std::uint8_t level : {0, 1, 128, 254, 255}) {
    const Image small = fit_within(grey(64, 33, level), 16);
    EXPECT_EQ(small.width_px, 16);
    EXPECT_EQ(small.height_px, 8);
    EXPECT_EQ(small.rgb, std::vector<std::uint8_t>(3 * 16 * 8, level));
  }
}

TEST(Scale, AveragesWhatItReduces) {
  const Image halves{.width_px = 2, .height_px = 1, .rgb = {0, 100, 255, 200, 100, 255}};
  EXPECT_EQ(scale(halves, {.width_px = 1, .height_px = 1}).rgb, (std::vector<std::uint8_t>{100, 100, 255}));
}

}  // namespace
}  // namespace deepcars::image
