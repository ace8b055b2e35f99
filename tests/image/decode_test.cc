#include "shared/image/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

#include "tests/image/image_files.h"
#include "tests/image/jpeg_samples.h"

namespace deepcars::image {
namespace {

// JPEG rounds in the frequency domain; at quality 95 a smooth picture comes back this close.
constexpr int jpeg_tolerance = 6;
// Quality 50, and a conversion through CMYK without a colour profile.
constexpr int coarse_jpeg_tolerance = 30;

void expect_pixel_near(const Image& picture, int x, int y, std::array<int, 3> rgb, int tolerance) {
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t at = 3 * static_cast<std::size_t>(y * picture.width_px + x) + c;
    EXPECT_NEAR(picture.rgb[at], rgb[c], tolerance) << "pixel (" << x << ", " << y << "), channel " << c;
  }
}

void expect_red_and_blue_halves(std::span<const std::uint8_t> file) {
  const auto picture = decode(file);
  ASSERT_TRUE(picture) << picture.error().sentence();
  ASSERT_EQ(picture->picture.width_px, 16);
  ASSERT_EQ(picture->picture.height_px, 16);
  expect_pixel_near(picture->picture, 3, 8, {200, 40, 30}, coarse_jpeg_tolerance);
  expect_pixel_near(picture->picture, 12, 8, {30, 60, 200}, coarse_jpeg_tolerance);
}

TEST(Decode, PngComesBackExactly) {
  const Image picture = gradient_picture(37, 21);
  const auto decoded = decode(encode_png(picture));
  ASSERT_TRUE(decoded) << decoded.error().sentence();
  EXPECT_EQ(decoded->picture.width_px, 37);
  EXPECT_EQ(decoded->picture.height_px, 21);
  EXPECT_EQ(decoded->picture.rgb, picture.rgb);
}

TEST(Decode, BaselineJpegComesBackNearly) {
  const Image picture = gradient_picture(64, 48);
  const auto decoded = decode(encode_jpeg(picture));
  ASSERT_TRUE(decoded) << decoded.error().sentence();
  ASSERT_EQ(decoded->picture.rgb.size(), picture.rgb.size());
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
    ASSERT_NEAR(decoded->picture.rgb[i], picture.rgb[i], jpeg_tolerance) << "byte " << i;
  }
}

TEST(Decode, ProgressiveJpeg) { expect_red_and_blue_halves(samples::progressive_rgb); }

TEST(Decode, CmykJpeg) { expect_red_and_blue_halves(samples::baseline_cmyk); }

TEST(Decode, GreyJpegHasThreeEqualChannels) {
  const auto picture = decode(samples::baseline_grey);
  ASSERT_TRUE(picture) << picture.error().sentence();
  for (std::size_t i = 0; i < picture->picture.rgb.size(); i += 3) {
    ASSERT_EQ(picture->picture.rgb[i], picture->picture.rgb[i + 1]);
    ASSERT_EQ(picture->picture.rgb[i], picture->picture.rgb[i + 2]);
  }
  expect_pixel_near(picture->picture, 3, 8, {87, 87, 87},
                    coarse_jpeg_tolerance);  // the luma of (200, 40, 30)
}

TEST(Decode, TransparencyLiesOverWhite) {
  const auto picture = decode(encode_png_rgba(3, 1, {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 51}));
  ASSERT_TRUE(picture) << picture.error().sentence();
  const std::vector<std::uint8_t> expected = {10, 20, 30, 255, 255, 255, 204, 224, 244};
  EXPECT_EQ(picture->picture.rgb, expected);
}

TEST(Decode, OtherFilesAreNotImages) {
  for (const Bytes& file :
       {Bytes{}, Bytes{'h', 'e', 'l', 'l', 'o'}, Bytes{'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0},
        Bytes{'B', 'M', 0, 0, 0, 0, 0, 0}}) {
    const auto picture = decode(file);
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, ErrorCode::not_an_image);
    EXPECT_FALSE(picture.error().hint.empty());
  }
}

TEST(Decode, ATruncatedPngIsDamaged) {
  const Bytes whole = encode_png(gradient_picture(64, 48));
  for (const double part : {0.05, 0.3, 0.6, 0.9}) {
    const auto length = static_cast<std::size_t>(part * static_cast<double>(whole.size()));
    const auto picture = decode(std::span(whole).first(length));
    ASSERT_FALSE(picture) << "the first " << length << " of " << whole.size()
                          << " bytes were taken for a picture";
    EXPECT_EQ(picture.error().code, ErrorCode::image_damaged);
  }
}

TEST(Decode, FlippedBytesNeverCrash) {
  std::mt19937 random(7);
  for (const Bytes& whole : {encode_jpeg(gradient_picture(40, 30)), encode_png(gradient_picture(40, 30)),
                             with_exif_orientation(encode_jpeg(gradient_picture(40, 30)), 6, true)}) {
    for (int trial = 0; trial < 300; ++trial) {
      Bytes file = whole;
      for (int flips = 0; flips < 4; ++flips)
        file[random() % file.size()] = static_cast<std::uint8_t>(random());
      DecodeLimits limits;
      limits.pixels = 1'000'000;
      if (const auto picture = decode(file, limits)) {
        EXPECT_EQ(picture->picture.rgb.size(),
                  std::size_t{3} * picture->picture.width_px * picture->picture.height_px);
      }
    }
  }
}

TEST(Decode, AHuffmanTableOfTooManyCodesIsRefused) {
  Bytes file = encode_jpeg(gradient_picture(40, 30));
  const std::array<std::uint8_t, 2> marker = {0xFF, 0xC4};
  const auto segment = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  ASSERT_NE(segment, file.end());
  std::fill_n(segment + 5, 16, std::uint8_t{17});  // Behind marker, length and number: 16 counts, 272 codes.
  const auto picture = decode(file);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::image_damaged);
  EXPECT_NE(picture.error().message.find("Huffman"), std::string::npos) << picture.error().message;
}

TEST(Decode, ADamagedChunkNameIsQuotedWithoutItsControlBytes) {
  Bytes file = encode_png(gradient_picture(8, 8));
  const std::array<std::uint8_t, 4> name = {'I', 'D', 'A', 'T'};
  const auto chunk = std::search(file.begin(), file.end(), name.begin(), name.end());
  ASSERT_NE(chunk, file.end());
  std::copy_n("\nVp\x1B", 4, chunk);
  const auto picture = decode(file);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::image_damaged);
  EXPECT_EQ(picture.error().message, one_line(picture.error().message));
}

TEST(Decode, LimitsHoldBeforePixelsAreRead) {
  const Bytes file = encode_png(gradient_picture(100, 50));
  DecodeLimits few_pixels;
  few_pixels.pixels = 4999;
  const auto too_many = decode(file, few_pixels);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().code, ErrorCode::image_too_large);
  EXPECT_NE(too_many.error().message.find("100 x 50"), std::string::npos) << too_many.error().message;

  DecodeLimits few_bytes;
  few_bytes.file_bytes = file.size() - 1;
  const auto too_long = decode(file, few_bytes);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::file_too_large);
}

TEST(Decode, AHeaderThatPromisesFortyGigapixelsTakesNoMemory) {
  Bytes file = encode_png(gradient_picture(8, 8));
  for (std::size_t i : {16, 20}) {  // IHDR's width and height: 0x00030D40 = 200,000
    file[i] = 0, file[i + 1] = 0x03, file[i + 2] = 0x0D, file[i + 3] = 0x40;
  }
  const auto picture = decode(file);
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, ErrorCode::image_too_large);
}

}  // namespace
}  // namespace deepcars::image
