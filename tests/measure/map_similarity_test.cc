#include "native/measure/map_similarity.h"

#include <gtest/gtest.h>

#include "shared/measure/baseline_maps.h"

namespace deepcars::measure {
namespace {

constexpr int kSizePx = 48;
constexpr double kRounding = 1e-6;  // Structural similarity is computed in fp32.
// Independent ranks of n pixels correlate with a standard deviation of 1 / sqrt(n - 1) = 0.02; four of them.
constexpr double kUnrelated = 0.083;

/// Values -1..1 of a seed.
explain::HeatMap signed_map(std::uint64_t seed) {
  explain::HeatMap map = random_pixels(kSizePx, seed);
  map.is_signed = true;
  for (float& value : map.values) value = 2 * value - 1;
  return map;
}

TEST(MapSimilarity, OfAMapWithItselfIsOne) {
  const MapSimilarity plain = map_similarity(random_pixels(kSizePx, 1), random_pixels(kSizePx, 1));
  EXPECT_NEAR(plain.rank_correlation, 1, kRounding);
  EXPECT_NEAR(plain.structural_similarity, 1, kRounding);
  EXPECT_FALSE(plain.signed_rank_correlation);
  const MapSimilarity with_signs = map_similarity(signed_map(1), signed_map(1));
  EXPECT_NEAR(*with_signs.signed_rank_correlation, 1, kRounding);
}

TEST(MapSimilarity, OfUnrelatedMapsIsNearZero) {
  const MapSimilarity similarity = map_similarity(signed_map(1), signed_map(2));
  EXPECT_NEAR(similarity.rank_correlation, 0, kUnrelated);
  EXPECT_NEAR(*similarity.signed_rank_correlation, 0, kUnrelated);
  EXPECT_LT(similarity.structural_similarity, 0.1);
}

TEST(MapSimilarity, OfOppositeSignsIsOneWithoutThemAndMinusOneWithThem) {
  explain::HeatMap opposite = signed_map(1);
  for (float& value : opposite.values) value = -value;
  const MapSimilarity similarity = map_similarity(signed_map(1), opposite);
  EXPECT_NEAR(similarity.rank_correlation, 1, kRounding);
  EXPECT_NEAR(*similarity.signed_rank_correlation, -1, kRounding);
  EXPECT_NEAR(similarity.structural_similarity, 1, kRounding);
}

TEST(MapSimilarity, IgnoresTheScaleOfAMap) {
  explain::HeatMap brighter = random_pixels(kSizePx, 1);
  for (float& value : brighter.values) value *= 250;
  const MapSimilarity similarity = map_similarity(random_pixels(kSizePx, 1), brighter);
  EXPECT_NEAR(similarity.rank_correlation, 1, kRounding);
  EXPECT_NEAR(similarity.structural_similarity, 1, kRounding);
}

TEST(MapSimilarity, OfAConstantMapIsNoRankCorrelation) {
  explain::HeatMap dark = random_pixels(kSizePx, 1);
  dark.values.assign(dark.values.size(), 0.0f);
  EXPECT_EQ(map_similarity(random_pixels(kSizePx, 1), dark).rank_correlation, 0);
}

TEST(StructuralSimilarity, OfPlainMapsIsTheBrightnessTermAlone) {
  explain::HeatMap grey = random_pixels(kSizePx, 1), white = grey;
  grey.values.assign(grey.values.size(), 0.5f);
  white.values.assign(white.values.size(), 1.0f);
  const double c1 = 1e-4;
  EXPECT_NEAR(structural_similarity(grey, white), (2 * 0.5 + c1) / (0.25 + 1 + c1), 1e-4);
}

}  // namespace
}  // namespace deepcars::measure
