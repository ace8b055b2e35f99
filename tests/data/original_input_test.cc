#include "native/data/original_input.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/data/photo_input.h"
#include "tests/native/drawn_cars.h"
#include "tests/native/run_deepcars.h"
#include "tests/numeric_check.h"

namespace deepcars::data {
namespace {

constexpr int size_px = 40;
constexpr double tolerance = 1e-4;

TEST(OriginalInput, IsThePhotoOrItsInverseAndNowAndThenInAnotherPerspective) {
  const deepcars::testing::TemporaryFolder folder;
  deepcars::testing::draw_cars(folder / "", {1999}, 1, 1);
  const Photo photo{folder / "1999/0.jpg", 1999, "", "", "", "", ""};
  image::InputSpec spec;
  spec.size_px = size_px;
  const std::vector<float> plain = *photo_input(photo, spec);
  constexpr std::size_t plane = size_px * size_px;
  std::vector<float> inverse;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const std::size_t c = i / plane;
    inverse.push_back(((1 - spec.mean[c]) - spec.mean[c]) / spec.std[c] - plain[i]);
  }

  constexpr int photos = 400;
  int same = 0, inverted = 0, moved = 0;
  for (std::uint64_t seed = 0; seed < photos; ++seed) {
    const std::vector<float> input = *original_training_input(photo, size_px, seed);
    ASSERT_EQ(input.size(), plain.size());
    EXPECT_EQ(input, *original_training_input(photo, size_px, seed)) << "the same for the same seed";
    const double from_plain = deepcars::testing::difference(plain, input).largest_error;
    const double from_inverse = deepcars::testing::difference(inverse, input).largest_error;
    ASSERT_TRUE(std::isfinite(from_plain) && std::isfinite(from_inverse)) << "seed " << seed;
    same += from_plain < tolerance;
    inverted += from_inverse < tolerance;
    moved += from_plain >= tolerance && from_inverse >= tolerance;
  }
  // 0.45, 0.45 and 0.1 of them; five standard deviations.
  EXPECT_NEAR(same, 0.45 * photos, 50);
  EXPECT_NEAR(inverted, 0.45 * photos, 50);
  EXPECT_NEAR(moved, 0.1 * photos, 30);
}

}  // namespace
}  // namespace deepcars::data
