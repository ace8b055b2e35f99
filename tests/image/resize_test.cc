// What must hold of any size; equality with torchvision is resize_parity_test's.
#include "shared/image/resize.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/image/preprocess.h"
#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

constexpr float rounding = 1e-5f;  // weights are fp32 and sum to 1 only that nearly

TEST(Resize, TheSameSizeChangesNothing) {
  const Image picture = gradient_picture(19, 11);
  const std::vector<float> out = resize_bilinear_antialias(picture, 11, 19);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t plane = 19 * 11, pixel = i % plane, channel = i / plane;
    ASSERT_NEAR(out[i], static_cast<float>(picture.rgb[3 * pixel + channel]) / 255.0f, rounding);
  }
}

TEST(Resize, AFlatPictureStaysFlat) {
  Image picture{13, 170, std::vector<std::uint8_t>(3 * 13 * 170, 51)};
  for (float value : resize_bilinear_antialias(picture, 224, 224)) ASSERT_NEAR(value, 0.2f, rounding);
}

TEST(Resize, HalvingAveragesWithATriangle) {
  // Scale 2: output i is centred between inputs 2i and 2i+1; a triangle of half-width 2 weighs the four
  // around it 1:3:3:1, and at the edge what is left of it.
  const std::vector<float> in = {0, 8, 16, 24, 32, 40};
  const std::vector<float> out = resize_plane(in, 1, 6, 1, 3);
  EXPECT_NEAR(out[0], (3 * 0 + 3 * 8 + 1 * 16) / 7.0f, rounding);
  EXPECT_NEAR(out[1], (1 * 8 + 3 * 16 + 3 * 24 + 1 * 32) / 8.0f, rounding);
  EXPECT_NEAR(out[2], (1 * 24 + 3 * 32 + 3 * 40) / 7.0f, 10 * rounding);
}

TEST(Resize, DoublingInterpolates) {
  const std::vector<float> in = {0, 4};
  const std::vector<float> out = resize_plane(in, 2, 1, 4, 1);
  const std::vector<float> expected = {0, 1, 3, 4};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(out[i], expected[i], rounding);
}

TEST(Preprocess, NormalisesEachChannel) {
  const Image picture{1, 1, {255, 0, 51}};
  const InputSpec spec{32, {0.5f, 0.25f, 0.2f}, {0.5f, 0.5f, 2.0f}};
  const std::vector<float> input = preprocess(picture, spec);
  ASSERT_EQ(input.size(), std::size_t{3 * 32 * 32});
  EXPECT_NEAR(input[0], 1.0f, rounding);
  EXPECT_NEAR(input[32 * 32], -0.5f, rounding);
  EXPECT_NEAR(input[2 * 32 * 32], 0.0f, rounding);
}

}  // namespace
}  // namespace deepcars::image
