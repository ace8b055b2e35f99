#include "shared/measure/rank_correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace deepcars::measure {
namespace {

constexpr double kRounding = 1e-12;

TEST(RankCorrelation, TiedValuesShareTheMeanOfTheirRanks) {
  // Sorted: 10 (rank 1), 20, 20 (ranks 2 and 3: 2.5 each), 30 (rank 4).
  EXPECT_EQ(ranks(std::vector<double>{20, 10, 30, 20}), (std::vector<double>{2.5, 1, 4, 2.5}));
  EXPECT_EQ(ranks(std::vector<double>{7, 7, 7}), (std::vector<double>{2, 2, 2}));
}

TEST(RankCorrelation, IsAboutOrderAlone) {
  const std::vector<double> years = {1930, 1960, 1990, 2020};
  EXPECT_NEAR(*rank_correlation(std::vector<double>{1, 1.1, 4, 100}, years), 1, kRounding);
  EXPECT_NEAR(*rank_correlation(std::vector<double>{9, 8, 2, 1}, years), -1, kRounding);
  // Ranks 2 1 4 3 against 1 2 3 4: 1 - 6 * (1 + 1 + 1 + 1) / (4 * 15) = 0.6.
  EXPECT_NEAR(*rank_correlation(std::vector<double>{2, 1, 4, 3}, years), 0.6, kRounding);
}

TEST(RankCorrelation, WithTies) {
  // Ranks 1 2.5 2.5 4 and 1 2 3 4, middle 2.5: products 2.25 + 0 + 0 + 2.25 = 4.5,
  // squares 4.5 and 5: 4.5 / sqrt(22.5) = sqrt(0.9).
  EXPECT_NEAR(*rank_correlation(std::vector<double>{1, 2, 2, 3}, std::vector<double>{1, 2, 3, 4}),
              std::sqrt(0.9), kRounding);
}

TEST(RankCorrelation, OfAConstantIsUndefined) {
  EXPECT_FALSE(rank_correlation(std::span<const double>{}, std::span<const double>{}));
  EXPECT_FALSE(rank_correlation(std::vector<double>{5, 5, 5}, std::vector<double>{1, 2, 3}));
  EXPECT_FALSE(rank_correlation(std::vector<double>{5}, std::vector<double>{1}));
}

TEST(RankCorrelation, OfWhatIsNotANumberIsUndefined) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& values : {std::vector<double>{nan, 1}, {1, nan}, {nan, nan}}) {
    EXPECT_FALSE(rank_correlation(values, std::vector<double>{1, 2}));
    EXPECT_FALSE(rank_correlation(std::vector<double>{1, 2}, values));
  }
  EXPECT_EQ(ranks(std::vector<double>{nan, 2, nan, 1}), (std::vector<double>{3.5, 2, 3.5, 1}));
  const explain::HeatMap map{2, 1, true, {std::numeric_limits<float>::quiet_NaN(), 1}},
      other{2, 1, true, {1, 2}};
  EXPECT_EQ(signed_rank_correlation(map, other), 0);
}

TEST(RankCorrelation, OfMapsIsWithAndWithoutSigns) {
  const explain::HeatMap map{4, 1, true, {0.5f, -3, 0, 2}}, opposite{4, 1, true, {-0.5f, 3, 0, -2}};
  EXPECT_NEAR(absolute_rank_correlation(map, opposite), 1, kRounding);
  EXPECT_NEAR(signed_rank_correlation(map, opposite), -1, kRounding);
  const explain::HeatMap flat{4, 1, true, {1, 1, 1, 1}};
  EXPECT_EQ(absolute_rank_correlation(map, flat), 0);
}

}  // namespace
}  // namespace deepcars::measure
