// Photos whose colours are in another space than sRGB.
#include "shared/image/color_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "shared/image/decode.h"
#include "tests/image/jpeg_encoder.h"

namespace deepcars::image {
namespace {

// Rounding to whole values of each step.
constexpr int rounding = 1;

void put(Bytes& bytes, std::uint32_t value, int count = 4) {
  for (int i = count - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put(Bytes& bytes, std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); }

std::uint32_t fixed(double value) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(65536 * value)));
}

/// An ICC profile of these columns of XYZ under D50 and a curve for all three channels.
Bytes profile(const std::array<std::array<double, 3>, 3>& columns, const Bytes& curve) {
  constexpr std::size_t header_bytes = 128, color_space = 16;
  constexpr std::uint32_t tags = 6, first_data = 128 + 4 + tags * 12, column_bytes = 20;
  Bytes icc(header_bytes, 0);
  const std::string_view spaces = "RGB XYZ ";
  std::copy(spaces.begin(), spaces.end(), icc.begin() + color_space);
  put(icc, tags);
  constexpr std::array<std::string_view, 3> column_tags = {"rXYZ", "gXYZ", "bXYZ"},
                                            curve_tags = {"rTRC", "gTRC", "bTRC"};
  for (std::uint32_t c = 0; c < 3; ++c) {
    put(icc, column_tags[c]), put(icc, first_data + c * column_bytes), put(icc, column_bytes);
    put(icc, curve_tags[c]), put(icc, first_data + 3 * column_bytes);
    put(icc, static_cast<std::uint32_t>(curve.size()));
  }
  for (const auto& column : columns) {
    put(icc, "XYZ "), put(icc, 0);
    for (const double value : column) put(icc, fixed(value));
  }
  icc.insert(icc.end(), curve.begin(), curve.end());
  return icc;
}

/// parametricCurveType 3 with the curve of sRGB.
Bytes srgb_curve() {
  Bytes curve;
  put(curve, "para"), put(curve, 0), put(curve, 3, 2), put(curve, 0, 2);
  for (const double value : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put(curve, fixed(value));
  return curve;
}

/// curveType with one gamma.
Bytes gamma_curve(double gamma) {
  Bytes curve;
  put(curve, "curv"), put(curve, 0), put(curve, 1),
      put(curve, static_cast<std::uint32_t>(std::lround(256 * gamma)), 2);
  return curve;
}

constexpr std::array<std::array<double, 3>, 3> display_p3 = {
    {{0.515102, 0.241182, -0.001050}, {0.291965, 0.692236, 0.041885}, {0.157153, 0.066582, 0.784378}}};
constexpr std::array<std::array<double, 3>, 3> adobe_rgb = {
    {{0.609741, 0.311111, 0.019470}, {0.205276, 0.625671, 0.060867}, {0.149185, 0.063217, 0.744568}}};
constexpr std::array<std::array<double, 3>, 3> srgb = {
    {{0.436066, 0.222488, 0.013916}, {0.385147, 0.716873, 0.097076}, {0.143066, 0.060608, 0.714096}}};

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
  Bytes segment = {0xFF, 0xE2};
  put(segment, static_cast<std::uint32_t>(2 + 14 + icc.size()), 2);
  put(segment, std::string_view("ICC_PROFILE\0\1\1", 14));
  segment.insert(segment.end(), icc.begin(), icc.end());
  Bytes file = encode_jpeg(picture, {.quality = 100, .sampling = {1, 1}});
  file.insert(file.begin() + 2, segment.begin(), segment.end());
  const auto photo = decode(file);
  ASSERT_TRUE(photo) << photo.error().sentence();
  constexpr int jpeg_loss = 3;
  EXPECT_NEAR(photo->picture.rgb[0], 215, jpeg_loss);
  EXPECT_NEAR(photo->picture.rgb[1], 93, jpeg_loss);
  EXPECT_NEAR(photo->picture.rgb[2], 31, jpeg_loss);
}

}  // namespace
}  // namespace deepcars::image
