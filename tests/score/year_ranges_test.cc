#include "shared/score/year_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace deepcars::score {
namespace {

using Ranges = std::vector<std::pair<int, int>>;

Ranges ranges(const std::vector<float>& probabilities, const YearBuckets& buckets, double mass) {
  Ranges result;
  for (const YearRange& range : year_ranges(probabilities, buckets, mass)) {
    result.emplace_back(range.first, range.last);
  }
  return result;
}

const YearBuckets decades = *YearBuckets::uniform(1950, 1999, 10);

TEST(YearRanges, OneBucketThatHoldsEnoughIsTheRange) {
  EXPECT_EQ(ranges({0.05f, 0.05f, 0.8f, 0.05f, 0.05f}, decades, 0.8), (Ranges{{1970, 1979}}));
}

TEST(YearRanges, PartOfABucketIsEnough) {
  EXPECT_EQ(ranges({0, 0, 1, 0, 0}, decades, 0.8), (Ranges{{1970, 1977}}));
}

TEST(YearRanges, NeighbouringBucketsAreOneSpan) {
  // 0.6 in the 1960s, and two thirds of the 1970s' 0.3.
  EXPECT_EQ(ranges({0.05f, 0.6f, 0.3f, 0.05f, 0}, decades, 0.8), (Ranges{{1960, 1976}}));
}

TEST(YearRanges, TwoPeaksFarApartAreTwoSpans) {
  EXPECT_EQ(ranges({0.45f, 0.05f, 0.05f, 0.05f, 0.4f}, decades, 0.85), (Ranges{{1950, 1959}, {1990, 1999}}));
}

TEST(YearRanges, TwoPeaksWithLittleBetweenThemAreOneSpan) {
  EXPECT_EQ(ranges({0.45f, 0.1f, 0.45f, 0, 0}, decades, 0.9).size(), 1u);
}

TEST(YearRanges, OfThreePeaksTheNearestTwoAreJoined) {
  const auto buckets = *YearBuckets::uniform(1900, 1999, 1);
  std::vector<float> probabilities(100, 0.0f);
  probabilities[10] = 0.3f, probabilities[14] = 0.3f, probabilities[90] = 0.4f;
  EXPECT_EQ(ranges(probabilities, buckets, 0.95), (Ranges{{1910, 1914}, {1990, 1990}}));
}

TEST(YearRanges, UnequalBucketsCountByTheirYears) {
  // The wide bucket has more probability, but less in each of its years.
  const auto buckets = *YearBuckets::from_edges({1900, 1950, 1952});
  EXPECT_EQ(ranges({0.6f, 0.4f}, buckets, 0.4), (Ranges{{1950, 1951}}));
}

TEST(YearRanges, ADeadClassHasNoYears) {
  const auto buckets = *YearBuckets::original(1990, 1994, 2);
  ASSERT_LT(buckets.years(2).last, buckets.years(2).first) << "this rule no longer has a dead class";
  EXPECT_EQ(ranges({1, 0, 0.5f}, buckets, 1.0), (Ranges{{buckets.years(0).first, buckets.years(0).last}}));
}

/// The probability that ranges hold, year by year.
double held(const std::vector<float>& probabilities, const YearBuckets& buckets,
            const std::vector<YearRange>& ranges) {
  double sum = 0;
  for (int year = buckets.first_year(); year <= buckets.last_year(); ++year) {
    if (!contains(ranges, year)) continue;
    const int label = *buckets.label(year);
    const auto [first, last] = buckets.years(label);
    sum += probabilities[static_cast<std::size_t>(label)] / (last - first + 1);
  }
  return sum;
}

TEST(YearRanges, HoldTheMassAndNoSpanIsShorter) {
  const auto buckets = *YearBuckets::from_edges({1900, 1930, 1950, 1957, 1960, 1975, 1990, 1994, 2000, 2010});
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(0, 1);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> probabilities(static_cast<std::size_t>(buckets.classes()));
    for (float& probability : probabilities) probability = std::pow(uniform(random), 4.0f);
    const float sum = std::accumulate(probabilities.begin(), probabilities.end(), 0.0f);
    for (float& probability : probabilities) probability /= sum;
    const double mass = 0.3 + 0.69 * uniform(random);
    const auto found = year_ranges(probabilities, buckets, mass);
    ASSERT_GE(found.size(), 1u);
    ASSERT_LE(found.size(), 2u);
    EXPECT_GE(held(probabilities, buckets, found), mass - 1e-5);
    for (int first = buckets.first_year(); first <= buckets.last_year(); ++first) {
      const std::vector<YearRange> shorter = {
          {first, std::min(first + length_years(found) - 2, buckets.last_year())}};
      ASSERT_LT(held(probabilities, buckets, shorter), mass) << first << ", one year shorter";
    }
  }
}

}  // namespace
}  // namespace deepcars::score
