// PNG files with chunks that matter beside the pixels.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "shared/image/decode.h"
#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

constexpr std::size_t signature_bytes = 8, ihdr_chunk_bytes = 25;

/// A chunk whose checksum is not computed: stb_image does not look at it.
Bytes chunk(std::string_view type, const Bytes& data) {
  Bytes result;
  for (int shift : {24, 16, 8, 0}) result.push_back(static_cast<std::uint8_t>(data.size() >> shift));
  result.insert(result.end(), type.begin(), type.end());
  result.insert(result.end(), data.begin(), data.end());
  result.insert(result.end(), 4, 0);
  return result;
}

Bytes with_chunk(Bytes png, std::size_t position, std::string_view type, const Bytes& data) {
  const Bytes added = chunk(type, data);
  png.insert(png.begin() + static_cast<std::ptrdiff_t>(position), added.begin(), added.end());
  return png;
}

/// A picture of one row as iPhones' programs have it: no zlib header, blue first, colours multiplied by alpha.
Bytes apples_png(const Bytes& bgra) {
  const auto width = static_cast<std::uint8_t>(bgra.size() / 4);
  Bytes row = {0};  // No filter.
  row.insert(row.end(), bgra.begin(), bgra.end());
  const auto length = static_cast<std::uint8_t>(row.size());
  Bytes stored = {1, length, 0, static_cast<std::uint8_t>(~length),
                  0xFF};  // Deflate's stored block, the last.
  stored.insert(stored.end(), row.begin(), row.end());
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  for (const Bytes& part :
       {chunk("CgBI", {0x50, 0, 0x20, 2}), chunk("IHDR", {0, 0, 0, width, 0, 0, 0, 1, 8, 6, 0, 0, 0}),
        chunk("IDAT", stored), chunk("IEND", {})})
    file.insert(file.end(), part.begin(), part.end());
  return file;
}

TEST(Png, TheExifChunkTurnsThePictureUpright) {
  const Image picture = gradient_picture(7, 3);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Bytes file = with_chunk(encode_png(picture), signature_bytes + ihdr_chunk_bytes, "eXIf",
                                  exif_block(orientation, true));
    const auto photo = decode(file);
    ASSERT_TRUE(photo) << photo.error().sentence();
    EXPECT_EQ(photo->notes.orientation, orientation);
    EXPECT_EQ(photo->picture.width_px, orientation >= 5 ? 3 : 7);
  }
}

TEST(Png, WhatStandsBeforeTheHeaderCannotHideTheSize) {
  const auto photo =
      decode(with_chunk(encode_png(gradient_picture(8, 8)), signature_bytes, "tEXt", Bytes(13, 0)));
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
