// The expected numbers are worked out by hand beside each test.
#include "native/measure/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace deepcars::measure {
namespace {

constexpr double kRounding = 1e-12;

TEST(Metrics, MeansAndMediansOfNothingAreNothing) {
  EXPECT_FALSE(mean({}));
  EXPECT_FALSE(median({}));
  EXPECT_FALSE(macro_mean({}, {}));
  EXPECT_FALSE(balanced_mean({}, {}));
  EXPECT_FALSE(negative_log_likelihood({}));
}

TEST(Metrics, MedianOfAnEvenNumberIsBetweenTheMiddleTwo) {
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({8, 1, 3, 4}), 3.5);
}

TEST(Metrics, AbsoluteErrorsHaveNoSign) {
  EXPECT_EQ(absolute_errors(std::vector<double>{2000, 1990.5}, std::vector<double>{2003, 1990}),
            (std::vector<double>{3, 0.5}));
}

TEST(Metrics, MacroMeanCountsEveryGroupOnce) {
  // Group 1990: (1 + 2 + 3) / 3 = 2; group 2000: 10. Mean of 2 and 10 is 6, where the plain mean is 4.
  const std::vector<double> values = {1, 2, 3, 10};
  const std::vector<int> groups = {1990, 1990, 1990, 2000};
  EXPECT_DOUBLE_EQ(*macro_mean(values, groups), 6);
  EXPECT_DOUBLE_EQ(*mean(values), 4);
}

TEST(Metrics, BalancedMeanWeighsGroupsByTheRootOfTheirSize) {
  const std::vector<double> values = {1, 2, 3, 2, 8};
  const std::vector<int> groups = {1990, 1990, 1990, 1990, 2000};
  EXPECT_DOUBLE_EQ(*balanced_mean(values, groups), (2 * 2 + 1 * 8) / 3.0);
}

TEST(Metrics, NegativeLogLikelihoodIsInNatsAndFinite) {
  // (-log 0.5 - log 0.125) / 2 = (1 + 3) log 2 / 2.
  EXPECT_NEAR(*negative_log_likelihood(std::vector<double>{0.5, 0.125}), 2 * std::log(2), kRounding);
  EXPECT_NEAR(*negative_log_likelihood(std::vector<double>{0}), 12 * std::log(10), 1e-9);
}

TEST(Metrics, ConfusionRowsAreTheTruthAndSumToOne) {
  const std::vector<int> truth = {0, 0, 0, 0, 2}, predicted = {0, 0, 0, 1, 1};
  const auto matrix = confusion_matrix(truth, predicted, 3);
  EXPECT_EQ(matrix[0], (std::vector<double>{0.75, 0.25, 0}));
  EXPECT_EQ(matrix[1], (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(matrix[2], (std::vector<double>{0, 1, 0}));
}

}  // namespace
}  // namespace deepcars::measure
