#include "native/report/thumbnails.h"

#include <gtest/gtest.h>

#include "native/report/base64.h"

namespace deepcars::report {
namespace {

TEST(Thumbnails, AreJpegFilesReducedToTheirLongestSide) {
  const image::Image wide{40, 20, std::vector<std::uint8_t>(40 * 20 * 3, 200)};
  const std::string whole = jpeg_data_uri(wide, 100).value(), small = jpeg_data_uri(wide, 8).value();
  EXPECT_TRUE(whole.starts_with("data:image/jpeg;base64,/9j/")) << whole;  // FF D8 FF, as every JPEG begins.
  EXPECT_LE(small.size(), whole.size());
}

// The test vectors of RFC 4648, section 10, and the last two digits.
TEST(Base64, FillsTheLastGroupWithEqualSigns) {
  const auto encoded = [](const std::string& text) {
    return base64(std::vector<std::uint8_t>(text.begin(), text.end()));
  };
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foob"), "Zm9vYg==");
  EXPECT_EQ(encoded("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::vector<std::uint8_t>{0xff, 0xfb, 0xf0, 0x00}), "//vwAA==");
}

}  // namespace
}  // namespace deepcars::report
