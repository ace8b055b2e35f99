#include "native/data/augment.h"

#include <gtest/gtest.h>

#include "native/data/photo_input.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"

namespace deepcars::native {
namespace {

image::Image grey_ramp(int width, int height) {
  image::Image picture{width, height, {}};
  for (int i = 0; i < width * height * 3; ++i) picture.rgb.push_back(static_cast<std::uint8_t>(i % 251));
  return picture;
}

TEST(Augment, IsTheSameForTheSameSeedAndLeavesThePhotoAlone) {
  const image::Image photo = grey_ramp(60, 40);
  const auto before = photo.rgb;
  const auto first = augment(photo, {}, 7), second = augment(photo, {}, 7), other = augment(photo, {}, 8);
  ASSERT_TRUE(first && second && other);
  EXPECT_EQ(first->rgb, second->rgb);
  EXPECT_NE(first->rgb, other->rgb);
  EXPECT_EQ(photo.rgb, before);
}

TEST(Augment, KeepsAtLeastTheLeastAreaAndWorksOnTinyPhotos) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    for (const auto& [width, height] : {std::pair{120, 80}, {1, 1}, {1, 30}, {30, 1}, {3, 2}}) {
      const auto variant = augment(grey_ramp(width, height), {}, seed);
      ASSERT_TRUE(variant) << width << "x" << height << " seed " << seed << ": " << variant.error().message;
      ASSERT_EQ(variant->rgb.size(), static_cast<std::size_t>(variant->width_px * variant->height_px * 3));
      ASSERT_GE(variant->width_px, 1);
      ASSERT_LE(variant->width_px, width);
      ASSERT_LE(variant->height_px, height);
      // A clamped side can cost a share of the area: the aspect jitter's square root.
      if (width == 120) {
        EXPECT_GE(variant->width_px * variant->height_px, 0.5 * 120 * 80 / 1.25) << "seed " << seed;
      }
    }
  }
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
}  // namespace deepcars::native
