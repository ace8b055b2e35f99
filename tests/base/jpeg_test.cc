#include "native/base/jpeg.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace deepcars::base {
namespace {

/// Colours that change slowly, as in a photo.
image::Image slope(int width_px, int height_px) {
  image::Image picture{width_px, height_px, {}};
  for (int y = 0; y < height_px; ++y) {
    for (int x = 0; x < width_px; ++x) {
      for (const int value : {2 * x, 2 * y, x + y}) picture.rgb.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return picture;
}

TEST(Jpeg, ComesBackInItsSizeAndNearlyInItsColours) {
  constexpr int quality = 90;
  constexpr int most = 16;  // Of 255. Chroma is halved, and the steps of this quality are about as large.
  for (const auto& [width_px, height_px] : {std::pair{64, 48}, {1, 1}, {17, 3}}) {
    const image::Image picture = slope(width_px, height_px);
    const auto file = encode_jpeg(picture, quality);
    ASSERT_TRUE(file) << file.error().sentence();
    const auto back = decode_own_jpeg(*file);
    ASSERT_TRUE(back) << back.error().sentence();
    EXPECT_EQ(back->width_px, width_px);
    EXPECT_EQ(back->height_px, height_px);
    ASSERT_EQ(back->rgb.size(), picture.rgb.size());
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
      EXPECT_LE(std::abs(back->rgb[i] - picture.rgb[i]), most) << width_px << " x " << height_px << ", " << i;
  }
}

TEST(Jpeg, LowerQualityIsFewerBytes) {
  const image::Image picture = slope(64, 64);
  EXPECT_LT(encode_jpeg(picture, 30)->size(), encode_jpeg(picture, 90)->size());
}

TEST(Jpeg, ASideThatTheFormatCannotHoldIsAnError) {
  const auto file = encode_jpeg(slope(70'000, 1), 90);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(file.error().message.find("70000 x 1"), std::string::npos) << file.error().sentence();
}

TEST(Jpeg, BytesThatAreNoneAreAnError) {
  const auto picture = decode_own_jpeg(std::vector<std::uint8_t>{1, 2, 3});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace deepcars::base
