#include "native/measure/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace deepcars::measure {
namespace {

constexpr double kRounding = 1e-12;

TEST(Estimate, HasTheStandardErrorOfTheMean) {
  const Estimate of_three = estimate(std::vector<double>{1, 2, 6});
  EXPECT_NEAR(of_three.mean, 3, kRounding);
  EXPECT_NEAR(*of_three.standard_error, std::sqrt((4 + 1 + 9) / 2.0 / 3), kRounding);
}

TEST(Estimate, OfOneValueHasNoStandardError) {
  const Estimate of_one = estimate(std::vector<double>{4});
  EXPECT_EQ(of_one.mean, 4);
  EXPECT_FALSE(of_one.standard_error);
}

TEST(Estimate, PairedDifferenceDropsWhatPhotosDifferIn) {
  const Estimate difference =
      paired_difference(std::vector<double>{10, 20, 30}, std::vector<double>{9, 19, 29});
  EXPECT_NEAR(difference.mean, 1, kRounding);
  EXPECT_NEAR(*difference.standard_error, 0, kRounding);
}

}  // namespace
}  // namespace deepcars::measure
