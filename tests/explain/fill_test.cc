#include "shared/explain/fill.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <vector>

#include "tests/numeric_check.h"
#include "tests/random.h"

namespace deepcars::explain {
namespace {

constexpr int size_px = 40;
constexpr std::size_t plane = size_px * size_px;
constexpr double rounding_tolerance = 1e-6;
const image::InputSpec spec = {.size_px = size_px};

/// One colour in every pixel, [3, size_px, size_px].
std::vector<float> flat(float red, float green, float blue) {
  std::vector<float> picture(3 * plane, red);
  std::fill(picture.begin() + plane, picture.begin() + 2 * plane, green);
  std::fill(picture.begin() + 2 * plane, picture.end(), blue);
  return picture;
}

TEST(Fill, NamesAreUniqueAndTheDefaultIsBlurred) {
  std::set<std::string_view> names;
  for (const Fill fill : fills()) EXPECT_TRUE(names.insert(name(fill)).second) << name(fill);
  EXPECT_EQ(names, (std::set<std::string_view>{"blurred", "mean-color", "black"}));
  EXPECT_EQ(fills().front(), Fill::blurred);
  for (const Fill fill : fills()) EXPECT_EQ(fill_from_name(name(fill)).value(), fill);
  const auto unknown = fill_from_name("grey");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(unknown.error().sentence().find("mean-color"), std::string::npos) << unknown.error().sentence();
}

TEST(Fill, BlackIsWhatABlackPictureBecomes) {
  std::vector<float> black(3 * plane, 0.0f);
  image::normalise(black, spec);
  const auto any_photo = testing::Random(1).values(3 * plane, 2);
  EXPECT_TRUE(
      testing::close(black, filled(any_photo, spec, Fill::black), rounding_tolerance, "black picture"));
}

TEST(Fill, MeanColorIsTheMeanOfEachChannel) {
  std::vector<float> halves = flat(1, -2, 0.5f);
  for (std::size_t c = 0; c < 3; ++c)
    std::fill_n(halves.begin() + static_cast<std::ptrdiff_t>(c * plane), plane / 2, 0.0f);
  EXPECT_TRUE(testing::close(flat(0.5f, -1, 0.25f), filled(halves, spec, Fill::mean_color),
                             rounding_tolerance, "half a photo"));
}

TEST(Fill, AMaskHidesAsFarAsItSays) {
  const std::vector<float> photo = testing::Random(3).values(3 * plane, 2), fill = flat(1, 2, 3);
  std::vector<std::uint8_t> mask(plane, 0);
  EXPECT_EQ(hidden(photo, fill, mask), photo);
  mask[7] = 255;
  mask[8] = 51;  // A fifth.
  std::vector<float> expected = photo;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t first = c * plane;
    expected[first + 7] = fill[first + 7];
    expected[first + 8] = 0.8f * photo[first + 8] + 0.2f * fill[first + 8];
  }
  EXPECT_TRUE(testing::close(expected, hidden(photo, fill, mask), rounding_tolerance, "two hidden pixels"));
}

TEST(Fill, AFlatPhotoStaysFlat) {
  const std::vector<float> photo = flat(0.7f, -1.2f, 2);
  for (const Fill fill : {Fill::blurred, Fill::mean_color})
    EXPECT_TRUE(
        testing::close(photo, filled(photo, spec, fill), rounding_tolerance, std::string(name(fill))));
}

TEST(Fill, BlurredKeepsTheLightAndLosesTheDetail) {
  // Stripes of four pixels are gone where the blur does not reach the border, at which mirrored stripes are wider.
  std::vector<float> photo(3 * plane);
  for (std::size_t i = 0; i < photo.size(); ++i) photo[i] = i / 2 % 2 == 0 ? 1.0f : -1.0f;
  const std::vector<float> blurred = filled(photo, spec, Fill::blurred);
  for (std::size_t i = 0; i < photo.size(); ++i) {
    const std::size_t x = i % size_px;
    if (x >= 8 && x < size_px - 8) {
      ASSERT_LT(std::abs(blurred[i]), 0.02f) << "at value " << i;
    }
  }

  // A quarter that is bright stays brighter than one that is dark.
  std::vector<float> quarters = flat(-1, -1, -1);
  for (std::size_t y = 0; y < size_px / 2; ++y)
    for (std::size_t x = 0; x < size_px / 2; ++x) quarters[y * size_px + x] = 1;
  const std::vector<float> soft = filled(quarters, spec, Fill::blurred);
  EXPECT_GT(soft[5 * size_px + 5], 0.9f);
  EXPECT_LT(soft[35 * size_px + 35], -0.9f);
}

}  // namespace
}  // namespace deepcars::explain
