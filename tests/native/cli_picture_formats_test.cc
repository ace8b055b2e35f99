// Photos that are neither JPEG nor PNG, as the command line takes them.
#include <cmath>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "shared/image/color_profile.h"
#include "shared/image/exif.h"
#include "tests/image/icc_profiles.h"
#include "tests/image/image_files.h"
#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {

class CliPictureFormats : public ModelFixture {};

std::string text_of(const image::Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// The picture as a WebP with a profile and an EXIF block (WebP Container Specification).
std::string webp_file(const image::Image& picture, const image::Bytes& icc_profile, const std::string& exif) {
  const cv::Mat rgb(picture.height_px, picture.width_px, CV_8UC3,
                    const_cast<std::uint8_t*>(picture.rgb.data()));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<std::uint8_t> plain;
  EXPECT_TRUE(cv::imencode(".webp", bgr, plain, {cv::IMWRITE_WEBP_QUALITY, 101}));
  constexpr int has_exif = 8, has_profile = 32;
  const std::string size = image::little_endian(static_cast<std::size_t>(picture.width_px - 1), 3) +
                           image::little_endian(static_cast<std::size_t>(picture.height_px - 1), 3);
  const std::string chunks =
      image::riff_chunk("VP8X", image::little_endian(has_exif | has_profile, 4) + size) +
      image::riff_chunk("ICCP", text_of(icc_profile)) + std::string(plain.begin() + 12, plain.end()) +
      image::riff_chunk("EXIF", exif);
  return image::riff_chunk("RIFF", "WEBP" + chunks);
}

/// The picture as a TIFF with a profile (TIFF 6.0).
std::string tiff_file(const image::Image& picture, const image::Bytes& icc_profile) {
  constexpr std::size_t entries = 9, directory = 8, bits = directory + 2 + entries * 12 + 4,
                        profile = bits + 6;
  const std::size_t pixels = profile + icc_profile.size();
  constexpr int u16 = 3, u32 = 4, undefined = 7;
  std::string file =
      "II*" + std::string(1, '\0') + image::little_endian(directory, 4) + image::little_endian(entries, 2);
  const auto entry = [&](int tag, int type, std::size_t count, std::size_t value) {
    file += image::little_endian(static_cast<std::size_t>(tag), 2) +
            image::little_endian(static_cast<std::size_t>(type), 2) + image::little_endian(count, 4) +
            image::little_endian(value, 4);
  };
  entry(256, u32, 1, static_cast<std::size_t>(picture.width_px));
  entry(257, u32, 1, static_cast<std::size_t>(picture.height_px));
  entry(258, u16, 3, bits);
  entry(262, u16, 1, 2);  // RGB
  entry(273, u32, 1, pixels);
  entry(277, u16, 1, 3);
  entry(278, u32, 1, static_cast<std::size_t>(picture.height_px));
  entry(279, u32, 1, picture.rgb.size());
  entry(34675, undefined, icc_profile.size(), profile);
  file += image::little_endian(0, 4) + image::little_endian(8, 2) + image::little_endian(8, 2) +
          image::little_endian(8, 2);
  return file + text_of(icc_profile) + std::string(picture.rgb.begin(), picture.rgb.end());
}

TEST_F(CliPictureFormats, OtherFormatsAreDecodedByTheSystemsLibraries) {
  const std::string png = draw("a.png", 1);
  const double year = predict({"--json", png}).json()[0]["expected_year"];
  const cv::Mat picture = cv::imread(png);
  for (const auto& [name, decoder] :
       {std::pair("a.bmp", "opencv"), std::pair("a.tif", "opencv"), std::pair("a.webp", "opencv")}) {
    ASSERT_TRUE(cv::imwrite(folder_ / name, picture, {cv::IMWRITE_WEBP_QUALITY, 101}));
    // The format is told by the first bytes, not by the name.
    std::filesystem::rename(folder_ / name, folder_ / "photo.jpg");
    const ProgramRun run = predict({"--json", folder_ / "photo.jpg"});
    ASSERT_EQ(run.exit_status, 0) << run.err;
    EXPECT_EQ(run.json()[0]["decoded_by"], decoder);
    EXPECT_NEAR(run.json()[0]["expected_year"], year, 1e-3) << name;
  }
}

TEST_F(CliPictureFormats, WebPsAndTiffsAreTurnedUprightAndTheirColoursConverted) {
  const image::Image picture = image::gradient_picture(90, 60), turned = image::apply_orientation(picture, 8);
  const image::Bytes p3 = image::profile(image::display_p3, image::srgb_curve());
  image::Image right = picture;
  ASSERT_TRUE(image::convert_to_srgb(right, p3));
  const auto year = [&](const std::string& file) {
    write_text(folder_ / "photo", file);
    const ProgramRun run = predict({"--json", folder_ / "photo"});
    EXPECT_EQ(run.exit_status, 0) << run.err;
    return run.exit_status == 0 ? run.json()[0]["expected_year"].get<double>() : 0.0;
  };
  const double right_year = year(text_of(image::encode_png(right)));
  const std::string exif = text_of(image::exif_block(6, true));
  EXPECT_NEAR(year(webp_file(turned, p3, exif)), right_year, 1e-3);
  EXPECT_NEAR(year(webp_file(turned, p3, std::string("Exif\0\0", 6) + exif)), right_year, 1e-3);
  EXPECT_NEAR(year(tiff_file(picture, p3)), right_year, 1e-3);
  EXPECT_GT(std::abs(year(text_of(image::encode_png(picture))) - right_year), 3e-3) << "the profile matters";
  EXPECT_GT(std::abs(year(webp_file(turned, p3, "")) - right_year), 3e-3) << "the turn matters";
}

TEST_F(CliPictureFormats, AGifIsItsFirstFrame) {
  // Two by two pixels in three colours, compressed by hand.
  const std::vector<unsigned char> gif = {
      'G', 'I', 'F', '8', '9',  'a', 2, 0, 2, 0, 0x91, 0, 0, 255, 0, 0, 0,    255,  0,    0, 0,
      255, 255, 255, 255, 0x2C, 0,   0, 0, 0, 2, 0,    2, 0, 0,   2, 3, 0x44, 0x34, 0x05, 0, 0x3B};
  write_text(folder_ / "a.gif", std::string(gif.begin(), gif.end()));
  const ProgramRun run = predict({"--json", folder_ / "a.gif"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(run.json()[0]["decoded_by"], "stb_image");
}

TEST_F(CliPictureFormats, AGifWithoutRowsIsDamaged) {
  // 129 by 0 pixels and a frame of 1 by 0, which stb_image takes.
  const std::vector<unsigned char> gif = {'G', 'I', 'F', '8', '9', 'a', 0x81, 0, 0, 0, 0x80, 0, 0,
                                          64,  2,   2,   68,  1,   0,   0x2C, 0, 0, 0, 0,    1, 0};
  write_text(folder_ / "a.gif", std::string(gif.begin(), gif.end()));
  const ProgramRun run = predict({folder_ / "a.gif"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.err.find("it holds no whole frame"), std::string::npos) << run.err;
}

TEST_F(CliPictureFormats, WhatNobodyDecodesIsCalledByItsName) {
  write_text(folder_ / "photo.jpg", std::string("\0\0\0\x0cJXL \r\n\x87\n", 12));
  const ProgramRun run = predict({folder_ / "photo.jpg"});
  EXPECT_EQ(run.exit_status, 1);
  EXPECT_NE(run.err.find("a JPEG XL picture"), std::string::npos) << run.err;
  write_text(folder_ / "cut.webp", std::string("RIFF\x10\0\0\0WEBPVP8 ", 16));
  const ProgramRun cut = predict({folder_ / "cut.webp"});
  EXPECT_EQ(cut.error_lines().size(), 1u) << cut.err;
  EXPECT_NE(cut.err.find("damaged"), std::string::npos) << cut.err;
}

}  // namespace
}  // namespace deepcars::testing
