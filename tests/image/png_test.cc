// PNG files with chunks that matter beside the pixels.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "shared/image/decode.h"
#include "tests/image/image_files.h"
#include "tests/image/png_files.h"

namespace deepcars::image {
namespace {

TEST(Png, TheExifChunkTurnsThePictureUpright) {
  const Image picture = gradient_picture(7, 3);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Bytes file =
        with_chunk(encode_png(picture), png_header_bytes, "eXIf", exif_block(orientation, true));
    const auto photo = decode(file);
    ASSERT_TRUE(photo) << photo.error().sentence();
    EXPECT_EQ(photo->notes.orientation, orientation);
    EXPECT_EQ(photo->picture.width_px, orientation >= 5 ? 3 : 7);
  }
}

TEST(Png, WhatStandsBeforeTheHeaderCannotHideTheSize) {
  const auto photo =
      decode(with_chunk(encode_png(gradient_picture(8, 8)), png_signature_bytes, "tEXt", Bytes(13, 0)));
  ASSERT_FALSE(photo);
  EXPECT_EQ(photo.error().code, ErrorCode::image_damaged);
  EXPECT_NE(photo.error().message.find("IHDR"), std::string::npos) << photo.error().message;

  DecodeLimits limits;
  limits.pixels = 2;
  const auto large = decode(apples_png(Bytes(12, 255)), limits);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::image_too_large);
  EXPECT_NE(large.error().message.find("3 x 1"), std::string::npos) << large.error().message;
}

TEST(Png, ApplesFormIsDecoded) {
  const auto photo = decode(apples_png({30, 20, 10, 255, 0, 50, 100, 128}));
  ASSERT_TRUE(photo) << photo.error().sentence();
  ASSERT_EQ(photo->picture.width_px, 2);
  const auto& rgb = photo->picture.rgb;
  EXPECT_EQ(Bytes(rgb.begin(), rgb.begin() + 3), (Bytes{10, 20, 30}));
  // 100 of 128 is 199 of 255; half of that lies over white.
  EXPECT_NEAR(rgb[3], 227, 1);
  EXPECT_NEAR(rgb[4], 177, 1);
  EXPECT_NEAR(rgb[5], 127, 1);
}

TEST(Png, PixelsThatTheFileHasNotAreNoReasonToTakeMemory) {
  Bytes file = encode_png(gradient_picture(8, 8));
  file[png_header_bytes] = 0x3F;  // The first byte of the length of IDAT, which follows the header.
  const auto photo = decode(file);
  ASSERT_FALSE(photo);
  EXPECT_EQ(photo.error().code, ErrorCode::image_damaged);
  EXPECT_NE(photo.error().message.find("ends in its pixels"), std::string::npos) << photo.error().message;
}

TEST(Png, AnIndexBeyondThePaletteIsBlack) {
  const Bytes indices = {1, 200, 0, 255};
  ASSERT_TRUE(decode(indexed_png(Bytes(256 * 3, 255), indices))) << "leaves its own palette in memory";
  const auto photo = decode(indexed_png({10, 20, 30, 40, 50, 60}, indices));
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_EQ(photo->picture.rgb, (Bytes{40, 50, 60, 0, 0, 0, 10, 20, 30, 0, 0, 0}));
}

TEST(Png, EveryRefusalHasAReason) {
  const Bytes whole = encode_png(gradient_picture(20, 10));
  for (std::size_t length = 8; length < whole.size(); ++length) {
    const auto photo = decode(std::span(whole).first(length));
    if (photo) continue;  // Behind the last byte of pixels nothing is needed.
    EXPECT_EQ(photo.error().message.find("()"), std::string::npos) << "the first " << length << " bytes";
    EXPECT_EQ(photo.error().code, ErrorCode::image_damaged);
  }
}

}  // namespace
}  // namespace deepcars::image
