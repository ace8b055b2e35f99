#include "shared/image/exif.h"

#include <gtest/gtest.h>

#include "shared/image/decode.h"
#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

/// A picture of numbered pixels: red is the index, row by row.
Image numbered(int width_px, std::vector<int> indices) {
  Image picture{width_px, static_cast<int>(indices.size()) / width_px, {}};
  for (int index : indices) {
    picture.rgb.insert(picture.rgb.end(), {static_cast<std::uint8_t>(index), 0, 0});
  }
  return picture;
}

// The stored picture is  1 2 3    The EXIF standard says where the stored first row and first column belong;
//                        4 5 6    each expected picture follows from that sentence.
struct Case {
  int orientation;
  int width_px;
  std::vector<int> upright;
};

class Orientation : public testing::TestWithParam<Case> {};

TEST_P(Orientation, IsUndone) {
  const Image stored = numbered(3, {1, 2, 3, 4, 5, 6});
  const Image expected = numbered(GetParam().width_px, GetParam().upright);
  const Image upright = apply_orientation(stored, GetParam().orientation);
  EXPECT_EQ(upright.width_px, expected.width_px);
  EXPECT_EQ(upright.height_px, expected.height_px);
  EXPECT_EQ(upright.rgb, expected.rgb);
}

INSTANTIATE_TEST_SUITE_P(
    All, Orientation,
    testing::Values(Case{1, 3, {1, 2, 3, 4, 5, 6}},   // row 0 is the top, column 0 the left
                    Case{2, 3, {3, 2, 1, 6, 5, 4}},   // top, right
                    Case{3, 3, {6, 5, 4, 3, 2, 1}},   // bottom, right
                    Case{4, 3, {4, 5, 6, 1, 2, 3}},   // bottom, left
                    Case{5, 2, {1, 4, 2, 5, 3, 6}},   // left, top
                    Case{6, 2, {4, 1, 5, 2, 6, 3}},   // right, top: a turn clockwise
                    Case{7, 2, {6, 3, 5, 2, 4, 1}},   // right, bottom
                    Case{8, 2, {3, 6, 2, 5, 1, 4}}),  // left, bottom
    [](const auto& test) { return std::to_string(test.param.orientation); });

TEST(ExifOrientation, IsReadInBothByteOrdersAndAnyIntegerType) {
  const Bytes jpeg = encode_jpeg(gradient_picture(32, 16));
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big_endian : {false, true}) {
      for (const int type : {1, 3, 4, 6, 8, 9}) {
        EXPECT_EQ(exif_orientation(exif_block(orientation, big_endian, type)), orientation)
            << "type " << type;
      }
      for (const int type : {3, 4}) {
        const auto photo = decode(with_exif_orientation(jpeg, orientation, big_endian, type));
        ASSERT_TRUE(photo);
        EXPECT_EQ(photo->notes.orientation, orientation);
        EXPECT_EQ(photo->picture.width_px, orientation >= 5 ? 16 : 32);
      }
    }
  }
}

TEST(ExifOrientation, FaultyOrMissingBlocksMeanUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(exif_block(9, false)), 1);
  EXPECT_EQ(exif_orientation(exif_block(6, false, 2)), 1) << "text is no number";
  const Bytes block = exif_block(6, true);
  for (std::size_t length = 0; length < 20; ++length) {
    EXPECT_EQ(exif_orientation(std::span(block).first(length)), 1) << "of the first " << length << " bytes";
  }
}

TEST(TiffIccProfile, IsAPartOfTheFile) {
  // One entry: tag 0x8773, UNDEFINED, five values, at byte 26.
  const Bytes tiff = {'M', 'M', 0, 42, 0, 0,  0, 8, 0, 1, 0x87, 0x73, 0,   7,   0,  0,
                      0,   5,   0, 0,  0, 26, 0, 0, 0, 0, 'p',  'r',  'o', 'f', '.'};
  const auto profile = tiff_icc_profile(tiff);
  EXPECT_EQ(std::string(profile.begin(), profile.end()), "prof.");
  for (std::size_t length = 0; length < tiff.size(); ++length) {
    EXPECT_TRUE(tiff_icc_profile(std::span(tiff).first(length)).empty())
        << "the first " << length << " bytes";
  }
  EXPECT_TRUE(tiff_icc_profile(exif_block(6, true)).empty());
}

}  // namespace
}  // namespace deepcars::image
