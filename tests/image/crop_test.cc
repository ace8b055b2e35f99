#include "shared/image/crop.h"

#include <gtest/gtest.h>

#include <limits>

namespace deepcars::image {
namespace {

/// Each pixel is (column, row, 7).
Image numbered(int width_px, int height_px) {
  Image picture{.width_px = width_px, .height_px = height_px, .rgb = {}};
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      picture.rgb.insert(picture.rgb.end(), {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 7});
    }
  }
  return picture;
}

TEST(Crop, ThePixelsOfThePartAreKeptInOrder) {
  const auto part = crop(numbered(10, 8), {.left = 0.2, .top = 0.5, .width = 0.3, .height = 0.25});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->width_px, 3);
  EXPECT_EQ(part->height_px, 2);
  EXPECT_EQ(part->rgb, (std::vector<std::uint8_t>{2, 4, 7, 3, 4, 7, 4, 4, 7, 2, 5, 7, 3, 5, 7, 4, 5, 7}));
}

TEST(Crop, TheWholeIsThePictureItself) {
  const Image picture = numbered(5, 3);
  const auto part = crop(picture, {});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->width_px, 5);
  EXPECT_EQ(part->height_px, 3);
  EXPECT_EQ(part->rgb, picture.rgb);
}

TEST(Crop, EdgesAreRoundedToWholePixels) {
  const auto part = crop(numbered(10, 10), {.left = 0.26, .top = 0.24, .width = 0.5, .height = 0.5});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->width_px, 5);   // 2.6 -> 3, 7.6 -> 8
  EXPECT_EQ(part->height_px, 5);  // 2.4 -> 2, 7.4 -> 7
  EXPECT_EQ(part->rgb[0], 3);
  EXPECT_EQ(part->rgb[1], 2);
}

TEST(Crop, NoSideVanishes) {
  for (const double left : {0.0, 0.5, 0.999}) {
    const auto part = crop(numbered(4, 4), {.left = left, .top = left, .width = 1e-3, .height = 1e-3});
    ASSERT_TRUE(part) << "left " << left;
    EXPECT_EQ(part->width_px, 1) << "left " << left;
    EXPECT_EQ(part->height_px, 1) << "left " << left;
  }
}

TEST(Crop, SharesThatAddUpToOneAfterRoundingAreInside) {
  const double third = 0.1 + 0.2;
  EXPECT_TRUE(crop(numbered(10, 10), {.left = third, .top = third, .width = 1 - 0.3, .height = 1 - 0.3}));
}

TEST(Crop, APartThatIsNotInsideIsRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const Part& part : {Part{.left = -0.1}, Part{.left = 0.1}, Part{.top = 0.6, .height = 0.5},
                           Part{.width = 0}, Part{.height = -1}, Part{.left = nan}, Part{.top = nan},
                           Part{.width = nan}, Part{.height = nan}, Part{.width = inf}, Part{.left = -inf}}) {
    const auto result = crop(numbered(4, 4), part);
    ASSERT_FALSE(result) << part.left << ' ' << part.top << ' ' << part.width << ' ' << part.height;
    EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace deepcars::image
