// The comparison that the numeric tests rest on.
#include "tests/numeric_check.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace deepcars::testing {
namespace {

using Values = std::vector<float>;
constexpr double tolerance = 1e-3;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();
const Values good = {1, -2, 3, 4};

bool passes(const Values& expected, const Values& actual) {
  return static_cast<bool>(close(expected, actual, tolerance, "case"));
}

TEST(NumericCheck, EqualValuesPass) {
  EXPECT_TRUE(passes(good, good));
  EXPECT_TRUE(passes({0, 0}, {0, -0.0f}));
}

TEST(NumericCheck, ErrorsAreMeasuredAgainstTheLargestExpectedValueOrAbsolutely) {
  EXPECT_TRUE(passes(good, {1.003f, -2, 3, 4}));
  EXPECT_FALSE(passes(good, {1.005f, -2, 3, 4}));
  EXPECT_FALSE(passes({0, 0}, {0, 1e-30f}));
  EXPECT_FALSE(close(good, Values{1.003f, -2, 3, 4}, tolerance, "case", ToleranceUnit::absolute));
  EXPECT_TRUE(close(good, Values{1.0009f, -2, 3, 4}, tolerance, "case", ToleranceUnit::absolute));
}

TEST(NumericCheck, WhatIsNotFiniteFailsAnywhereAndOnEitherSide) {
  for (const float value : {nan, infinity, -infinity}) {
    for (std::size_t i = 0; i < good.size(); ++i) {
      Values bad = good;
      bad[i] = value;
      EXPECT_FALSE(passes(good, bad)) << value << " at " << i << " of the computed values";
      EXPECT_FALSE(passes(bad, good)) << value << " at " << i << " of the expected values";
      EXPECT_FALSE(passes(bad, bad)) << value << " at " << i << " of both";
      EXPECT_EQ(difference(good, bad).largest_error, infinity);
      EXPECT_EQ(difference(good, bad).where, i);
    }
  }
}

TEST(NumericCheck, AnotherNumberOfValuesOrNoneFails) {
  EXPECT_FALSE(passes(good, {1, -2, 3}));
  EXPECT_FALSE(passes(good, {1, -2, 3, 4, 5}));
  EXPECT_FALSE(passes(good, {}));
  EXPECT_FALSE(passes({}, {}));
}

TEST(NumericCheck, AFailureSaysCaseErrorsAndPlace) {
  const std::string message = close(good, Values{1, -2, 5, 4}, tolerance, case_text(7, {{"N", 2}})).message();
  for (const char* part :
       {"seed 7 N=2", "absolute error 2", "largest value 0.5", "value 2 of 4", "expected 3", "got 5"})
    EXPECT_NE(message.find(part), std::string::npos) << part << " in: " << message;
}

}  // namespace
}  // namespace deepcars::testing
