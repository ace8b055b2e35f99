// Photos whose colours are in another space than sRGB.
#include "shared/image/color_profile.h"

#include <gtest/gtest.h>

#include <span>

#include "shared/image/decode.h"
#include "tests/image/icc_profiles.h"
#include "tests/image/jpeg_encoder.h"

namespace deepcars::image {
namespace {

// Rounding to whole values of each step.
constexpr int rounding = 1;

void expect_converted(const Bytes& icc, const Bytes& before, const Bytes& after) {
  Image picture{static_cast<int>(before.size() / 3), 1, before};
  ASSERT_TRUE(convert_to_srgb(picture, icc));
  for (std::size_t i = 0; i < after.size(); ++i)
    EXPECT_NEAR(picture.rgb[i], after[i], rounding) << "value " << i;
}

TEST(ColorProfile, DisplayP3AndAdobeRgbBecomeSrgb) {
  // By the matrices from Display P3 and Adobe RGB to sRGB, in floating point.
  expect_converted(profile(display_p3, srgb_curve()), {255, 255, 255, 128, 128, 128, 200, 100, 50, 0, 0, 0},
                   {255, 255, 255, 128, 128, 128, 215, 93, 31, 0, 0, 0});
  expect_converted(profile(adobe_rgb, gamma_curve(2.19921875)), {255, 255, 255, 128, 128, 128, 200, 100, 50},
                   {255, 255, 255, 129, 129, 129, 227, 100, 42});
}

TEST(ColorProfile, ColoursOutsideSrgbBecomeItsNearest) {
  expect_converted(profile(display_p3, srgb_curve()), {255, 0, 0, 0, 255, 0}, {255, 0, 0, 0, 255, 0});
}

TEST(ColorProfile, WhatIsNoOtherSpaceChangesNothing) {
  Image picture = random_picture(8, 8, 1);
  const Bytes before = picture.rgb;
  EXPECT_FALSE(convert_to_srgb(picture, profile(srgb, srgb_curve())));
  EXPECT_FALSE(convert_to_srgb(picture, {}));
  const Bytes whole = profile(display_p3, srgb_curve());
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(convert_to_srgb(picture, std::span(whole).first(length))) << length;
  Bytes cmyk = whole;
  cmyk[16] = 'C';
  EXPECT_FALSE(convert_to_srgb(picture, cmyk));
  EXPECT_EQ(picture.rgb, before);
}

TEST(ColorProfile, OfAJpegIsFollowed) {
  Image picture{16, 16, {}};
  for (int i = 0; i < 256; ++i) picture.rgb.insert(picture.rgb.end(), {200, 100, 50});
  const Bytes icc = profile(display_p3, srgb_curve());
  const Bytes file = with_icc_profile(encode_jpeg(picture, {.quality = 100, .sampling = {1, 1}}), icc);
  const auto photo = decode(file);
  ASSERT_TRUE(photo) << photo.error().sentence();
  constexpr int jpeg_loss = 3;
  EXPECT_NEAR(photo->picture.rgb[0], 215, jpeg_loss);
  EXPECT_NEAR(photo->picture.rgb[1], 93, jpeg_loss);
  EXPECT_NEAR(photo->picture.rgb[2], 31, jpeg_loss);
}

}  // namespace
}  // namespace deepcars::image
