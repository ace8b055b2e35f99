#include "shared/order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace deepcars {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(Order, PutsWhatIsNotANumberLast) {
  std::vector<float> values = {nan, 2, -INFINITY, nan, 1, INFINITY, 2};
  std::sort(values.begin(), values.end(), Ascending{});
  const std::vector<float> ascending = {-INFINITY, 1, 2, 2, INFINITY};
  EXPECT_TRUE(std::equal(ascending.begin(), ascending.end(), values.begin()));
  EXPECT_TRUE(std::isnan(values[5]) && std::isnan(values[6]));
  std::sort(values.begin(), values.end(), Descending{});
  EXPECT_TRUE(std::equal(ascending.rbegin(), ascending.rend(), values.begin()));
  EXPECT_TRUE(std::isnan(values[5]) && std::isnan(values[6]));
}

/// std::sort needs more: what is equal to the same is equal to each other.
TEST(Order, IsAStrictWeakOrder) {
  const std::vector<double> values = {-1, 0, -0.0, 3, nan, -nan, INFINITY};
  const auto check = [&](const auto& before) {
    const auto equal = [&](double a, double b) { return !before(a, b) && !before(b, a); };
    for (const double a : values) {
      EXPECT_FALSE(before(a, a));
      for (const double b : values) {
        EXPECT_FALSE(before(a, b) && before(b, a)) << a << ' ' << b;
        for (const double c : values) {
          EXPECT_TRUE(!before(a, b) || !before(b, c) || before(a, c)) << a << ' ' << b << ' ' << c;
          EXPECT_TRUE(!equal(a, b) || !equal(b, c) || equal(a, c)) << a << ' ' << b << ' ' << c;
        }
      }
    }
  };
  check(Ascending{});
  check(Descending{});
}

}  // namespace
}  // namespace deepcars
