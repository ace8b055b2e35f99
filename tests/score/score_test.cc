#include "shared/score/score.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace deepcars::score {
namespace {

constexpr float fp32_rounding = 1e-6f;

TEST(Softmax, IsTheDefinition) {
  const std::vector<float> p = softmax(std::vector<float>{0.0f, std::log(3.0f)}, 1.0);
  EXPECT_NEAR(p[0], 0.25f, fp32_rounding);
  EXPECT_NEAR(p[1], 0.75f, fp32_rounding);
}

TEST(Softmax, TemperatureFlattens) {
  const std::vector<float> p = softmax(std::vector<float>{0.0f, 2 * std::log(3.0f)}, 2.0);
  EXPECT_NEAR(p[1], 0.75f, fp32_rounding);
}

TEST(Softmax, LargeLogitsDoNotOverflow) {
  const std::vector<float> p = softmax(std::vector<float>{1e30f, -1e30f, 1e30f}, 1e-3);
  EXPECT_NEAR(p[0], 0.5f, fp32_rounding);
  EXPECT_EQ(p[1], 0.0f);
}

TEST(Score, CertaintyGivesTheClassItself) {
  const std::vector<double> years = {1950, 1980, 2000, 2020};
  const Score certain = score(std::vector<float>{-100, -100, 100, -100}, years, 1.0);
  EXPECT_EQ(certain.top_class, 2);
  EXPECT_NEAR(certain.modernity, 3.0, fp32_rounding);
  EXPECT_NEAR(certain.modernity_percent, 100.0 * 2 / 3, 100 * fp32_rounding);
  EXPECT_NEAR(certain.expected_year, 2000, 1e-3);
}

TEST(Score, IgnoranceGivesTheMiddle) {
  const std::vector<double> years = {1990, 2000, 2010};
  const Score even = score(std::vector<float>{1, 1, 1}, years, 1.0);
  EXPECT_NEAR(even.modernity, 2.0, fp32_rounding);
  EXPECT_NEAR(even.modernity_percent, 50.0, 100 * fp32_rounding);
  EXPECT_NEAR(even.expected_year, 2000, 1e-3);
}

TEST(Score, TheExpectedYearIsTheMedian) {
  const std::vector<double> years = {1930, 1960, 1990, 2000};
  const auto expected_year = [&](const std::vector<double>& probabilities) {
    std::vector<float> logits;
    for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)));
    return score(logits, years, 1.0).expected_year;
  };
  EXPECT_NEAR(expected_year({0.1, 0.1, 0.1, 0.7}), 1990 + 10 * (0.5 - 0.25) / 0.4, 1e-3);
  EXPECT_NEAR(expected_year({0.25, 0.5, 0.125, 0.125}), 1960, 1e-3) << "half lies on either side of it";
  EXPECT_NEAR(expected_year({0.9999, 3e-5, 3e-5, 4e-5}), 1930, 0.01);
}

TEST(Score, OneClassIsDefined) {
  const Score only = score(std::vector<float>{3}, std::vector<double>{1999}, 1.0);
  EXPECT_EQ(only.modernity, 1.0);
  EXPECT_EQ(only.modernity_percent, 0.0);
  EXPECT_EQ(only.expected_year, 1999);
}

TEST(ExpectedYearGradient, EqualsFiniteDifferences) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  constexpr double step = 1e-3, temperature = 1.7;
  // Years near 2000 differ by 2e-13, probabilities in fp32 by 6e-8: with 30 years a step, the slope by 2e-3.
  constexpr double tolerance_years = 1e-2;
  const std::vector<double> years = {1930, 1955, 1975, 1995, 2005, 2015};
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::vector<float> logits(years.size());
    for (float& logit : logits) logit = 2 * normal(random);
    const std::vector<float> gradient =
        expected_year_gradient(score(logits, years, temperature), years, temperature);
    for (std::size_t k = 0; k < logits.size(); ++k) {
      std::vector<float> up = logits, down = logits;
      up[k] += static_cast<float>(step), down[k] -= static_cast<float>(step);
      const double slope =
          (score(up, years, temperature).expected_year - score(down, years, temperature).expected_year) /
          (static_cast<double>(up[k]) - down[k]);
      EXPECT_NEAR(gradient[k], slope, tolerance_years) << "logit " << k << ", case " << repeat;
    }
  }
}

TEST(ExpectedYearGradient, IsZeroInCertainty) {
  const std::vector<double> years = {1930, 1955, 1975, 1995};
  const Score certain = score(std::vector<float>{-100, -100, 100, -100}, years, 1.0);
  EXPECT_EQ(expected_year_gradient(certain, years, 1.0), std::vector<float>(4, 0.0f));
}

}  // namespace
}  // namespace deepcars::score
