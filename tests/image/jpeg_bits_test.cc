// The same file gives the same bits natively, where libjpeg-turbo has SIMD code, and in WebAssembly, where it has none.
#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "shared/image/decode.h"
#include "tests/image/jpeg_encoder.h"

namespace deepcars::image {
namespace {

/// FNV-1a, 64 bits.
std::uint64_t digest(const Bytes& bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

/// The digests of a file and of its pixels at the scales 1, 1/2, 1/4 and 1/8. Both worlds must have these.
struct Case {
  std::string name;
  JpegKind kind;
  std::uint64_t file;
  std::uint64_t pixels[4];
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

class JpegBits : public testing::TestWithParam<Case> {};

TEST_P(JpegBits, AreThoseOfTheTable) {
  // Odd sides, so that the last blocks are not whole.
  const Image picture = random_picture(203, 151, 17);
  const Bytes file = encode_jpeg(picture, GetParam().kind);
  EXPECT_EQ(digest(file), GetParam().file) << std::hex << "0x" << digest(file);
  for (int i = 0; i < 4; ++i) {
    const int scale = 1 << i;
    DecodeLimits limits;
    limits.pixels = ((203 + scale - 1) / scale) * ((151 + scale - 1) / scale);
    const auto photo = decode(file, limits);
    ASSERT_TRUE(photo) << photo.error().sentence();
    ASSERT_EQ(photo->notes.reduced_by, scale);
    EXPECT_EQ(digest(photo->picture.rgb), GetParam().pixels[i])
        << "at 1/" << scale << ": " << std::hex << "0x" << digest(photo->picture.rgb);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, JpegBits,
    testing::Values(Case{"colours_as_fine_as_brightness",
                         {.sampling = {1, 1}},
                         0x9d308c6b2ea3250a,
                         {0x102b4ca0d2d71c7d, 0xf2d4f9058e035cd2, 0x6301dc3db626aea7, 0x41c89156de377f89}},
                    Case{"half_across",
                         {.sampling = {2, 1}},
                         0xcae4982157ad959d,
                         {0x1957da61ac516f5d, 0xd7ec908abd49c445, 0x6b428b076648aa6e, 0x4c4d4e63fdab3b6a}},
                    Case{"half_down",
                         {.sampling = {1, 2}},
                         0x97199ffe62748c1a,
                         {0x75a56218d934bfa6, 0x50ed9de3fe0d2db5, 0x9e40789a094e84bf, 0xf1a0d0c3cbbfda44}},
                    Case{"half_both_ways",
                         {.sampling = {2, 2}},
                         0xc24481da0d9bf5a8,
                         {0x6a1c713f3b977d5a, 0x6097d9db3b336351, 0x3cc8a06906833446, 0x1522e483873e48a5}},
                    Case{"quarter_across",
                         {.sampling = {4, 1}},
                         0xe933add62adbdb98,
                         {0x25488615c2772b60, 0x2ed02725f5dce520, 0x48776c4afc36917c, 0x6da858565b2c436c}},
                    Case{"coarse",
                         {.quality = 15},
                         0x2ca4d3e82586aaa9,
                         {0x2b4e8a0747379ba4, 0x24df5e6c463f9a28, 0xe81348960197c5fa, 0xe5b8888297784052}},
                    Case{"grey",
                         {.grey = true},
                         0xff5fa0df10fd6cef,
                         {0xef0f44e1f4e462f2, 0xfce90a70ec2a0527, 0x12b709e190e6566f, 0x38c812d6e306967c}},
                    Case{"progressive",
                         {.progressive = true},
                         0x956a7a1730950ea8,
                         {0x6a1c713f3b977d5a, 0x6097d9db3b336351, 0x3cc8a06906833446, 0x1522e483873e48a5}},
                    Case{"arithmetic",
                         {.arithmetic = true},
                         0xeaa304402083e184,
                         {0x6a1c713f3b977d5a, 0x6097d9db3b336351, 0x3cc8a06906833446, 0x1522e483873e48a5}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace deepcars::image
