#include "shared/image/pixel_notes.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

/// A WebP of these chunks and no picture.
Bytes webp_of(const std::string& chunks) {
  const std::string text = std::string("RIFF\0\0\0\0WEBP", 12) + chunks;
  return {text.begin(), text.end()};
}

const std::string profile_chunk = riff_chunk("ICCP", "abc");

std::string exif_chunk() {
  const Bytes block = exif_block(6, false);
  return riff_chunk("EXIF", std::string(block.begin(), block.end()));
}

TEST(PixelNotes, AreReadFromTheChunksOfAWebP) {
  const Bytes file = webp_of(profile_chunk + exif_chunk());
  const PixelNotes notes = pixel_notes(file, FileFormat::webp);
  EXPECT_EQ(notes.orientation, 6);
  EXPECT_EQ(std::string(notes.icc_profile.begin(), notes.icc_profile.end()), "abc");
  EXPECT_EQ(pixel_notes(file, FileFormat::bmp).orientation, 1);
}

TEST(PixelNotes, AreNoneWhereAFileIsCutOrHasNone) {
  EXPECT_EQ(pixel_notes({}, FileFormat::webp).orientation, 1);
  EXPECT_TRUE(pixel_notes({}, FileFormat::tiff).icc_profile.empty());
  EXPECT_EQ(pixel_notes(webp_of(profile_chunk), FileFormat::webp).orientation, 1);
  const Bytes file = webp_of(profile_chunk + exif_chunk());
  for (std::size_t length = 0; length < file.size(); ++length)
    EXPECT_EQ(pixel_notes(std::span(file).first(length), FileFormat::webp).orientation, 1) << length;
  const Bytes long_chunk = webp_of("ICCP\xff\xff\xff\xff" + exif_chunk());
  EXPECT_EQ(pixel_notes(long_chunk, FileFormat::webp).orientation, 1);
}

}  // namespace
}  // namespace deepcars::image
