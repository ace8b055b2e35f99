#include <gtest/gtest.h>

#include "shared/image/decode.h"
#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

TEST(FromRgba, EqualsThePngOfTheSamePixels) {
  const Bytes rgba = {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 51, 255, 254, 1, 128};
  const auto from_file = decode(encode_png_rgba(2, 2, rgba));
  const auto from_pixels = from_rgba(rgba, 2, 2);
  ASSERT_TRUE(from_file && from_pixels);
  EXPECT_EQ(from_pixels->width_px, 2);
  EXPECT_EQ(from_pixels->height_px, 2);
  EXPECT_EQ(from_pixels->rgb, from_file->picture.rgb);
}

TEST(FromRgba, PixelsAboveTheLimitAreRefused) {
  const auto picture = from_rgba(Bytes(4 * 6), 3, 2, {.pixels = 5});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::image_too_large);
  EXPECT_NE(picture.error().message.find("3 x 2"), std::string::npos) << picture.error().message;
}

TEST(FromRgba, ASizeThatDoesNotFitThePixelsIsRefused) {
  const struct {
    int width_px, height_px;
    std::size_t bytes;
  } cases[] = {{0, 0, 0}, {2, 2, 15}, {2, 2, 20}, {-2, -2, 16}, {1, 0, 4}};
  for (const auto& [width_px, height_px, bytes] : cases) {
    const auto picture = from_rgba(Bytes(bytes), width_px, height_px);
    ASSERT_FALSE(picture) << width_px << " x " << height_px << " from " << bytes << " bytes";
    EXPECT_EQ(picture.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace deepcars::image
