#include "native/data/augment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/data/photo_input.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::data {
namespace {

image::Image grey_ramp(int width, int height) {
  image::Image picture{width, height, {}};
  for (int i = 0; i < width * height * 3; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(i % 251));
  return picture;
}

TEST(Augment, IsTheSameForTheSameSeedAndLeavesThePhotoAlone) {
  const image::Image photo = grey_ramp(60, 40);
  const auto before = photo.rgb;
  for (const Augmentation word : {Augmentation::light, Augmentation::strong}) {
    const AugmentOptions options = augment_options(word);
    const auto first = augment(photo, options, 7), second = augment(photo, options, 7);
    const auto other = augment(photo, options, 8);
    ASSERT_TRUE(first && second && other);
    EXPECT_EQ(first->rgb, second->rgb) << base::word_of(word);
    EXPECT_NE(first->rgb, other->rgb) << base::word_of(word);
    EXPECT_EQ(photo.rgb, before) << base::word_of(word);
  }
  EXPECT_EQ(augment(photo, augment_options(Augmentation::none), 7)->rgb, photo.rgb);
}

TEST(Augment, LightKeepsAtLeastTheLeastArea) {
  const AugmentOptions options = augment_options(Augmentation::light);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto variant = augment(grey_ramp(120, 80), options, seed);
    ASSERT_TRUE(variant) << "seed " << seed << ": " << variant.error().message;
    EXPECT_LE(variant->width_px, 120);
    EXPECT_LE(variant->height_px, 80);
    // A clamped side can cost a share of the area: the aspect jitter's square root.
    EXPECT_GE(variant->width_px * variant->height_px, options.min_area * 120 * 80 / options.aspect_jitter)
        << "seed " << seed;
  }
}

TEST(Augment, StrongWidensNoPhotoBeyondItsLimitAndWorksOnTinyPhotos) {
  const AugmentOptions options = augment_options(Augmentation::strong);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    for (const auto& [width, height] : {std::pair{120, 80}, {1, 1}, {1, 30}, {30, 1}, {3, 2}}) {
      const auto variant = augment(grey_ramp(width, height), options, seed);
      ASSERT_TRUE(variant) << width << "x" << height << " seed " << seed << ": " << variant.error().message;
      ASSERT_EQ(variant->rgb.size(), static_cast<std::size_t>(variant->width_px * variant->height_px * 3));
      ASSERT_GE(variant->width_px, 1);
      ASSERT_GE(variant->height_px, 1);
      ASSERT_LE(variant->width_px, std::ceil(options.max_zoom_out * width));
      ASSERT_LE(variant->height_px, std::ceil(options.max_zoom_out * height));
    }
  }
}

TEST(Augment, WhatOpenCVRefusesIsAFaultOfTheProgramAndNotOfThePhoto) {
  AugmentOptions options;
  options.warp_probability = 1;
  const auto variant = augment(grey_ramp(40'000, 1), options, 1);  // Sides above 32,766 px cannot be warped.
  ASSERT_FALSE(variant);
  EXPECT_EQ(variant.error().code, ErrorCode::internal);
  EXPECT_NE(variant.error().hint.find("fault of deepCars"), std::string::npos) << variant.error().sentence();
}

TEST(PhotoInput, HasTheSizeOfTheInputAndNamesABrokenFile) {
  const deepcars::testing::TemporaryFolder folder;
  deepcars::testing::draw_cars(folder / "", {1999}, 1, 1);
  Photo photo;
  photo.path = folder / "1999/0.jpg";
  image::InputSpec spec;
  spec.size_px = 48;
  ASSERT_EQ(photo_input(photo, spec)->size(), 3u * 48 * 48);
  ASSERT_EQ(augmented_input(photo, spec, {}, 1)->size(), 3u * 48 * 48);
  photo.path = folder / "broken.jpg";
  deepcars::testing::write_text(photo.path, "nothing");
  const auto input = photo_input(photo, spec);
  ASSERT_FALSE(input);
  EXPECT_NE(input.error().message.find("broken.jpg"), std::string::npos) << input.error().message;
}

}  // namespace
}  // namespace deepcars::data
