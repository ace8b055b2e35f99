#include "native/measure/familiarity_evaluation.h"

#include <gtest/gtest.h>

#include <numeric>

namespace deepcars::measure {
namespace {

TEST(RocArea, IsTheChanceThatOneOfTheLargerIsAbove) {
  EXPECT_DOUBLE_EQ(roc_area(std::vector<double>{3, 4}, std::vector<double>{1, 2}), 1);
  EXPECT_DOUBLE_EQ(roc_area(std::vector<double>{1, 2}, std::vector<double>{3, 4}), 0);
  EXPECT_DOUBLE_EQ(roc_area(std::vector<double>{1, 3}, std::vector<double>{2}), 0.5);
  EXPECT_DOUBLE_EQ(roc_area(std::vector<double>{1, 1}, std::vector<double>{1, 1, 1}), 0.5)
      << "equal ones count half";
  // 3 of 6 pairs are above, one is equal.
  EXPECT_DOUBLE_EQ(roc_area(std::vector<double>{0, 2, 5}, std::vector<double>{2, 1}), 3.5 / 6);
}

TEST(Detections, FlagTwoOfAHundredCarsAndCountTheOthersBelow) {
  Detector detector{
      .key = "key", .words = "words", .cars = std::vector<double>(100), .others = {-1, 0.5, 1.5, 2.5}};
  std::iota(detector.cars.begin(), detector.cars.end(), 0.0);
  std::vector<std::string> groups;
  for (int i = 0; i < 100; ++i) groups.push_back(std::to_string(i / 5));
  const auto found = detections(std::span(&detector, 1), groups, {.resamples = 200, .seed = 3});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_DOUBLE_EQ(found[0].caught, 0.75) << "those below the third smallest car, 2";
  EXPECT_DOUBLE_EQ(found[0].auc, (100 + 99 + 98 + 97) / 400.0);
  ASSERT_TRUE(found[0].auc_interval);
  EXPECT_LE(found[0].auc_interval->low, found[0].auc);
  EXPECT_GE(found[0].auc_interval->high, found[0].auc);
  EXPECT_LT(found[0].auc_interval->low, found[0].auc_interval->high);
  EXPECT_FALSE(detections(std::span(&detector, 1), groups, {.resamples = 0})[0].auc_interval);
}

}  // namespace
}  // namespace deepcars::measure
