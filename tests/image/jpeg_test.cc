// JPEG files of every kind that people have, whole and damaged.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "shared/image/decode.h"
#include "tests/image/jpeg_encoder.h"

namespace deepcars::image {
namespace {

constexpr std::uint8_t start_of_frame = 0xC0, start_of_scan = 0xDA, quantisation = 0xDB;
constexpr std::uint8_t first_restart = 0xD0, end_of_image = 0xD9;

/// The mean difference of two pictures' values.
double difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.rgb.size(), b.rgb.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.rgb.size(), b.rgb.size()); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

/// The message says why a file is refused.
void expect_refused(const Bytes& file, ErrorCode code, const std::string& why,
                    const DecodeLimits& limits = {}) {
  const auto photo = decode(file, limits);
  ASSERT_FALSE(photo) << why;
  EXPECT_EQ(photo.error().code, code) << photo.error().sentence();
  EXPECT_NE(photo.error().message.find(why), std::string::npos) << photo.error().sentence();
  EXPECT_FALSE(photo.error().hint.empty());
}

/// The file is decoded, and the notes say what is wrong with it.
void expect_damaged(const Bytes& file, const std::string& damage) {
  const auto photo = decode(file);
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_NE(photo->notes.damage.find(damage), std::string::npos) << photo->notes.damage;
}

Bytes cut(const Bytes& file, std::size_t bytes) {
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

/// The last n bytes left out.
Bytes without_end(const Bytes& file, std::size_t n) { return cut(file, file.size() - n); }

const Image& picture() {
  static const Image shared = random_picture(160, 120, 3);
  return shared;
}

TEST(Jpeg, MotionJpegLeavesTheStandardHuffmanTablesOut) {
  const auto whole = decode(encode_jpeg(picture(), JpegKind{}));
  const auto frame = decode(encode_jpeg(picture(), {.own_tables = false}));
  ASSERT_TRUE(whole && frame);
  EXPECT_EQ(frame->picture.rgb, whole->picture.rgb);
  EXPECT_EQ(frame->notes.damage, "");
}

TEST(Jpeg, ArithmeticCodingAndScansOfTheirOwnHoldTheSamePicture) {
  const auto usual = decode(encode_jpeg(picture(), JpegKind{}));
  ASSERT_TRUE(usual);
  for (const JpegKind& kind :
       {JpegKind{.arithmetic = true}, JpegKind{.progressive = true}, JpegKind{.optimised = true},
        JpegKind{.separate = true}, JpegKind{.progressive = true, .arithmetic = true},
        JpegKind{.restart_rows = 1}}) {
    const auto other = decode(encode_jpeg(picture(), kind));
    ASSERT_TRUE(other) << other.error().sentence();
    EXPECT_EQ(other->picture.rgb, usual->picture.rgb);
    EXPECT_EQ(other->notes.damage, "");
  }
}

TEST(Jpeg, KindsThatAreNotDecodedAreNamed) {
  Bytes file = encode_jpeg(picture(), JpegKind{});
  const std::size_t frame = marker_position(file, start_of_frame);
  for (const auto& [marker, kind] :
       {std::pair(0xC3, "lossless"), std::pair(0xCB, "lossless"), std::pair(0xC5, "hierarchical")}) {
    file[frame + 1] = static_cast<std::uint8_t>(marker);
    expect_refused(file, ErrorCode::image_unsupported, kind);
  }
  file[frame + 1] = 0xC1;
  file[frame + 4] = 12;
  expect_refused(file, ErrorCode::image_unsupported, "12 bits");
}

TEST(Jpeg, AMissingTableScanOrComponentIsDamage) {
  const Bytes usual = encode_jpeg(picture(), JpegKind{});
  expect_refused(without_segments(usual, quantisation), ErrorCode::image_damaged, "quantisation table");
  Bytes headers = cut(usual, marker_position(usual, start_of_scan));
  headers.insert(headers.end(), {0xFF, end_of_image});
  expect_refused(headers, ErrorCode::image_damaged, "before the picture begins");

  const Bytes separate = encode_jpeg(picture(), {.separate = true});
  for (int scans = 1; scans < 3; ++scans) {
    Bytes fewer = cut(separate, marker_position(separate, start_of_scan, scans));
    fewer.insert(fewer.end(), {0xFF, end_of_image});
    expect_refused(fewer, ErrorCode::image_damaged, "colour components is missing");
  }
  Bytes without_tables = encode_jpeg(picture(), {.progressive = true});
  without_tables = without_segments(without_tables, 0xC4);
  expect_refused(without_tables, ErrorCode::image_damaged, "Huffman table");
}

TEST(Jpeg, ALostEndIsShownWithAWarning) {
  const Bytes file = encode_jpeg(picture(), JpegKind{});
  const auto whole = decode(file);
  ASSERT_TRUE(whole);
  const auto photo = decode(without_end(file, 2));
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_EQ(photo->notes.damage, "it ends too early");
  EXPECT_EQ(photo->picture.rgb, whole->picture.rgb);
}

TEST(Jpeg, OfAFileThatIsCutTheRowsThatAreThereAreShown) {
  const Bytes file = encode_jpeg(picture(), JpegKind{});
  const auto whole = decode(file);
  ASSERT_TRUE(whole);
  const auto photo = decode(cut(file, file.size() * 6 / 10));
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_NE(photo->notes.damage.find("% of its rows are missing"), std::string::npos) << photo->notes.damage;
  const std::size_t half = picture().rgb.size() / 2;
  EXPECT_TRUE(std::equal(whole->picture.rgb.begin(),
                         whole->picture.rgb.begin() + static_cast<std::ptrdiff_t>(half),
                         photo->picture.rgb.begin()));
}

TEST(Jpeg, TooFewRowsAreNoPicture) {
  for (const JpegKind& kind : {JpegKind{}, JpegKind{.arithmetic = true}, JpegKind{.progressive = true}}) {
    const Bytes file = encode_jpeg(picture(), kind);
    const std::size_t scan = marker_position(file, start_of_scan);
    const std::size_t next = std::min(marker_position(file, start_of_scan, 1), file.size());
    expect_refused(cut(file, scan + 14 + (next - scan) / 10), ErrorCode::image_damaged,
                   "of its rows are there");
    expect_refused(cut(file, scan / 2), ErrorCode::image_damaged, "before the picture begins");
  }
}

TEST(Jpeg, OneBadSectorIsShownWithAWarning) {
  const Bytes whole = encode_jpeg(picture(), {.restart_rows = 1});
  Bytes file = whole;
  // All bits set are no code of these tables, and the end of a picture in the wrong place is none.
  const std::size_t middle = marker_position(file, first_restart + 2) + 40;
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(middle), 64, std::uint8_t{0xFE});
  expect_damaged(file, "some of its data are");
  const auto photo = decode(file), sound = decode(whole);
  ASSERT_TRUE(photo && sound);
  EXPECT_LT(difference(photo->picture, sound->picture), 30);
  EXPECT_GT(difference(photo->picture, sound->picture), 0);
}

TEST(Jpeg, ALostRestartMarkerCostsLittle) {
  const Bytes whole = encode_jpeg(picture(), {.restart_rows = 1});
  Bytes file = whole;
  const auto marker = file.begin() + static_cast<std::ptrdiff_t>(marker_position(file, first_restart + 3));
  file.erase(marker, marker + 2);
  expect_damaged(file, "some of its data are");
  const auto photo = decode(file), sound = decode(whole);
  ASSERT_TRUE(photo && sound);
  EXPECT_LT(difference(photo->picture, sound->picture), 30);
}

TEST(Jpeg, BytesThatNobodyNeedsAreNoDamage) {
  Bytes file = encode_jpeg(picture(), JpegKind{});
  file.insert(file.end(), 1000, 0x55);  // As phones append a video.
  const std::size_t frame = marker_position(file, start_of_frame);
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(frame), 7, 0x00);
  const auto photo = decode(file);
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_EQ(photo->notes.damage, "");
}

TEST(Jpeg, ScansWithoutEndAreRefusedBeforeTheyTakeTheirTime) {
  const Bytes file = encode_jpeg(picture(), {.progressive = true});
  Bytes many = without_end(file, 2);
  const std::size_t last = [&] {
    std::size_t at = 0;
    for (int n = 0; marker_position(file, start_of_scan, n) < file.size(); ++n)
      at = marker_position(file, start_of_scan, n);
    return at;
  }();
  const Bytes scan(file.begin() + static_cast<std::ptrdiff_t>(last), file.end() - 2);
  for (int i = 0; i < 400; ++i) many.insert(many.end(), scan.begin(), scan.end());
  many.insert(many.end(), {0xFF, end_of_image});
  DecodeLimits limits;
  limits.block_visits =
      100 * 300 * 3 / 2;  // A hundred scans of this picture's 300 blocks of brightness, and the colours.
  expect_refused(many, ErrorCode::image_too_large, "scans", limits);
  EXPECT_TRUE(decode(file, limits));
}

TEST(Jpeg, WhereCoefficientsTakeTooMuchMemoryTheMeansOfBlocksRemain) {
  DecodeLimits little_memory, few_pixels;
  little_memory.coefficient_bytes = 600'000;
  few_pixels.pixels = 80 * 60;
  const Image large = random_picture(640, 480, 5);
  for (const JpegKind& kind : {JpegKind{.sampling = {1, 1}, .progressive = true},
                               JpegKind{.sampling = {1, 1}, .progressive = true, .arithmetic = true},
                               JpegKind{.sampling = {1, 1}, .separate = true},
                               JpegKind{.grey = true, .progressive = true, .restart_rows = 2}}) {
    little_memory.coefficient_bytes = kind.grey ? 200'000 : 600'000;
    const Bytes file = with_exif_orientation(encode_jpeg(large, kind), 6, true);
    const auto means = decode(file, little_memory), eighth = decode(file, few_pixels);
    ASSERT_TRUE(means) << means.error().sentence();
    ASSERT_TRUE(eighth) << eighth.error().sentence();
    EXPECT_EQ(means->notes.reduced_by, 8);
    EXPECT_EQ(means->notes.damage, "");
    EXPECT_EQ(means->picture.width_px, 60);
    EXPECT_EQ(means->picture.rgb, eighth->picture.rgb);
  }
  EXPECT_EQ(decode(encode_jpeg(large, JpegKind{}), little_memory)->notes.reduced_by, 1) << "it has one scan";

  // Of colours with half as many samples as the brightness, all coefficients keep a little detail at an eighth.
  const Bytes smooth = encode_jpeg(gradient_picture(640, 480), {.progressive = true});
  const auto means = decode(smooth, little_memory), eighth = decode(smooth, few_pixels);
  ASSERT_TRUE(means && eighth);
  EXPECT_EQ(means->notes.reduced_by, 8);
  EXPECT_LT(difference(means->picture, eighth->picture), 2);
}

TEST(Jpeg, ALargePictureIsDecodedAtAScaleOfItsOwn) {
  const Image large = random_picture(640, 480, 5);
  for (const bool progressive : {false, true}) {
    const Bytes file = encode_jpeg(large, {.progressive = progressive});
    for (const int scale : {1, 2, 4, 8}) {
      DecodeLimits limits;
      limits.pixels = large.width_px * large.height_px / (scale * scale);
      const auto photo = decode(file, limits);
      ASSERT_TRUE(photo) << photo.error().sentence();
      EXPECT_EQ(photo->notes.reduced_by, scale);
      EXPECT_EQ(photo->picture.width_px, large.width_px / scale);
      EXPECT_EQ(photo->picture.height_px, large.height_px / scale);
    }
  }
  DecodeLimits limits;
  limits.pixels = 640 * 480 / 64 - 1;
  expect_refused(encode_jpeg(large, JpegKind{}), ErrorCode::image_too_large, "pixels", limits);
}

TEST(Jpeg, TwoHundredMegapixelsAreDecoded) {
  const auto photo = decode(vast_jpeg(16'384, 12'288));
  ASSERT_TRUE(photo) << photo.error().sentence();
  EXPECT_EQ(photo->notes.damage, "");
  EXPECT_EQ(photo->notes.reduced_by, 4);
  EXPECT_EQ(photo->picture.width_px, 4096);
  EXPECT_EQ(photo->picture.height_px, 3072);
}

TEST(Jpeg, AHeaderThatPromisesFourGigapixelsIsRefused) {
  Bytes file = encode_jpeg(picture(), JpegKind{});
  const std::size_t frame = marker_position(file, start_of_frame);
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(frame) + 5, 4, std::uint8_t{0xFF});
  expect_refused(file, ErrorCode::image_too_large, "65535 x 65535");
}

/// What memory holds that nobody has written, where the C library can be told; 0 as it comes.
void fill_new_memory_with([[maybe_unused]] int byte) {
#ifdef M_PERTURB
  mallopt(M_PERTURB, byte);
#endif
}

TEST(Jpeg, NothingOfADamagedPictureComesFromMemoryThatNobodyHasWritten) {
  std::mt19937 random(11);
  for (const JpegKind& kind : {JpegKind{}, JpegKind{.progressive = true}, JpegKind{.arithmetic = true},
                               JpegKind{.separate = true}, JpegKind{.restart_rows = 1}}) {
    const Bytes whole = encode_jpeg(random_picture(70, 50, 9), kind);
    for (int trial = 0; trial < 60; ++trial) {
      Bytes file = whole;
      for (int flips = 0; flips < 3; ++flips)
        file[random() % file.size()] = static_cast<std::uint8_t>(random());
      if (trial % 4 == 0) file.resize(random() % file.size());
      DecodeLimits limits;
      limits.pixels = 1'000'000;
      limits.jpeg_pixels = 4'000'000;
      if (trial % 3 == 0) limits.coefficient_bytes = 1'000;
      fill_new_memory_with(0x55);
      const auto once = decode(file, limits);
      fill_new_memory_with(0xAA);
      const auto again = decode(file, limits);
      ASSERT_EQ(once.has_value(), again.has_value());
      if (once) {
        EXPECT_EQ(once->picture.rgb, again->picture.rgb);
      }
    }
  }
  fill_new_memory_with(0);
}

}  // namespace
}  // namespace deepcars::image
