#include "shared/measure/baseline_maps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "shared/explain/fill.h"
#include "shared/explain/methods.h"
#include "tests/numeric_check.h"
#include "tests/random.h"

namespace deepcars::measure {
namespace {

constexpr int kSizePx = 56;
constexpr std::size_t kPixels = kSizePx * kSizePx;

std::size_t at(int x, int y) { return static_cast<std::size_t>(y) * kSizePx + static_cast<std::size_t>(x); }

/// Black left of the middle, white right of it.
std::vector<float> half_white() {
  std::vector<float> input(3 * kPixels);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = i % kSizePx < kSizePx / 2 ? 0.0f : 1.0f;
  return input;
}

/// The mean difference of neighbours in a row, in units of the spread of the values.
double roughness(const explain::HeatMap& map) {
  double steps = 0, mean = 0, spread = 0;
  for (const float value : map.values) mean += value / static_cast<double>(kPixels);
  for (std::size_t i = 0; i < kPixels; ++i) {
    spread += std::abs(map.values[i] - mean);
    if (i % kSizePx != 0) steps += std::abs(map.values[i] - map.values[i - 1]);
  }
  return steps / spread;
}

TEST(BaselineMaps, AreFiniteDeterministicAndNeverBelowZero) {
  testing::Random random(1);
  const std::vector<float> input = random.values(3 * kPixels, 2);
  for (const BaselineMap& baseline : baseline_maps()) {
    const explain::HeatMap map = baseline.draw(input, kSizePx, 5);
    EXPECT_EQ(map.width_px, kSizePx) << baseline.name;
    EXPECT_EQ(map.height_px, kSizePx) << baseline.name;
    EXPECT_FALSE(map.is_signed) << baseline.name;
    ASSERT_EQ(map.values.size(), kPixels) << baseline.name;
    for (const float value : map.values) ASSERT_TRUE(std::isfinite(value) && value >= 0) << baseline.name;
    EXPECT_EQ(baseline.draw(input, kSizePx, 5).values, map.values) << baseline.name;
    const bool is_random = baseline.name.starts_with("random");
    EXPECT_EQ(baseline.draw(input, kSizePx, 6).values != map.values, is_random) << baseline.name;
  }
}

TEST(BaselineMaps, HaveNamesThatNoMethodHas) {
  std::set<std::string_view> names;
  for (const BaselineMap& baseline : baseline_maps()) names.insert(baseline.name);
  EXPECT_EQ(names.size(), baseline_maps().size());
  for (const explain::Method& method : explain::methods()) EXPECT_FALSE(names.contains(method.name));
}

TEST(BaselineMaps, ThoseThatMustBeBeatenAreCompared) {
  EXPECT_TRUE(std::any_of(baseline_maps().begin(), baseline_maps().end(),
                          [](const BaselineMap& map) { return map.must_be_beaten; }));
  for (const BaselineMap& map : baseline_maps()) EXPECT_LE(map.must_be_beaten, map.is_rival) << map.name;
}

TEST(RandomBlobs, AreSmoothWhereRandomPixelsAreNot) {
  EXPECT_GT(roughness(random_pixels(kSizePx, 3)), 1);
  EXPECT_LT(roughness(random_blobs(kSizePx, 3)), 0.5);
}

TEST(EdgeMap, IsBrightAlongAnEdgeAndDarkOnPlains) {
  const explain::HeatMap map = edge_map(half_white(), kSizePx);
  const float edge = map.values[at(kSizePx / 2, 10)];
  // Sobel's 1 + 2 + 1 in two columns, blurred.
  EXPECT_GT(edge, 1);
  EXPECT_NEAR(map.values[at(5, 10)], 0, 1e-5);
  EXPECT_NEAR(map.values[at(kSizePx - 5, 10)], 0, 1e-5);
}

TEST(CentreMap, FallsFromTheMiddleToTheCorners) {
  const explain::HeatMap map = centre_map(kSizePx);
  EXPECT_NEAR(map.values[at(0, 0)], 0, 1e-6);
  EXPECT_NEAR(map.values[at(kSizePx - 1, kSizePx - 1)], 0, 1e-6);
  EXPECT_GT(map.values[at(kSizePx / 2, kSizePx / 2)], 0.95);
  EXPECT_GT(map.values[at(kSizePx / 2, 10)], map.values[at(kSizePx / 2, 5)]);
}

TEST(CentreTimesEdges, PrefersTheEdgeInTheMiddleToThatAtTheBorder) {
  const explain::HeatMap map = centre_times_edges(half_white(), kSizePx);
  EXPECT_GT(map.values[at(kSizePx / 2, kSizePx / 2)], 1.2 * map.values[at(kSizePx / 2, 4)]);
  EXPECT_NEAR(map.values[at(5, kSizePx / 2)], 0, 1e-5);
}

TEST(Fills, TheBlurredPhotoKeepsPlainColoursAndLosesDetail) {
  std::vector<float> input(3 * kPixels, 0.25f);
  for (std::size_t i = 0; i < kPixels; ++i)
    input[i] = i % 2 == 0 ? 1.0f : -1.0f;  // Red stripes one pixel wide.
  const std::vector<float> result = filled(input, {.size_px = kSizePx}, explain::Fill::blurred);
  for (std::size_t i = 0; i < kPixels; ++i) {
    ASSERT_LT(std::abs(result[i]), 0.1) << i;
    ASSERT_NEAR(result[kPixels + i], 0.25, 1e-5) << i;
  }
}

TEST(Fills, TheMeanColourIsOnePlainColour) {
  testing::Random random(2);
  const std::vector<float> input = random.values(3 * kPixels, 2);
  std::vector<float> expected;
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < kPixels; ++i) sum += input[c * kPixels + i];
    expected.insert(expected.end(), kPixels, static_cast<float>(sum / kPixels));
  }
  EXPECT_TRUE(testing::close(expected, filled(input, {.size_px = kSizePx}, explain::Fill::mean_color), 1e-6,
                             testing::case_text(2, {{"size_px", kSizePx}})));
}

}  // namespace
}  // namespace deepcars::measure
