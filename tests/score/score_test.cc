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

TEST(Score, OneClassIsDefined) {
  const Score only = score(std::vector<float>{3}, std::vector<double>{1999}, 1.0);
  EXPECT_EQ(only.modernity, 1.0);
  EXPECT_EQ(only.modernity_percent, 0.0);
}

TEST(ExpectedYearGradient, EqualsFiniteDifferences) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  constexpr double step = 1e-2, temperature = 1.7;
  // Central differences are exact to step^2 times the third derivative, here below one per mille of the
  // slope.
  constexpr double tolerance_years = 5e-3;
  std::vector<float> logits(6);
  for (float& logit : logits) logit = normal(random);
  const std::vector<double> years = {1930, 1955, 1975, 1995, 2005, 2015};
  const std::vector<float> gradient =
      expected_year_gradient(score(logits, years, temperature), years, temperature);
  for (std::size_t k = 0; k < logits.size(); ++k) {
    std::vector<float> up = logits, down = logits;
    up[k] += static_cast<float>(step), down[k] -= static_cast<float>(step);
    const double slope =
        (score(up, years, temperature).expected_year - score(down, years, temperature).expected_year) /
        (2 * step);
    EXPECT_NEAR(gradient[k], slope, tolerance_years) << "logit " << k;
  }
}

}  // namespace
}  // namespace deepcars::score
