// The one comparison of computed numbers with expected ones. NaN and infinity fail wherever they stand.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace deepcars::testing {

/// How far computed values are from expected ones.
struct Difference {
  double largest_error = 0;     ///< max |actual - expected|; infinite if any value is not a finite number.
  double largest_expected = 0;  ///< max |expected|
  std::size_t where = 0;        ///< Index of the largest error, or of the first value that is not finite.
};

/// Precondition: both have the same number of values.
inline Difference difference(std::span<const float> expected, std::span<const float> actual) {
  Difference found;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!std::isfinite(expected[i]) || !std::isfinite(actual[i]))
      return {std::numeric_limits<double>::infinity(), found.largest_expected, i};
    found.largest_expected = std::max(found.largest_expected, std::abs(double{expected[i]}));
    const double error = std::abs(double{actual[i]} - double{expected[i]});
    if (error <= found.largest_error) continue;
    found.largest_error = error;
    found.where = i;
  }
  return found;
}

/// What a tolerance is measured in.
enum class ToleranceUnit {
  largest_expected,  ///< Multiples of the largest expected magnitude.
  absolute,          ///< The unit of the values themselves.
};

/// Passes if all values are finite and every one is within the tolerance. Otherwise says `what` (seed and
/// shape, see case_text), the largest absolute error, that error relative to the largest expected magnitude,
/// and where it is. No values at all fail too: they would prove nothing.
inline ::testing::AssertionResult close(std::span<const float> expected, std::span<const float> actual,
                                        double tolerance, const std::string& what,
                                        ToleranceUnit unit = ToleranceUnit::largest_expected) {
  if (expected.size() != actual.size())
    return ::testing::AssertionFailure()
           << what << ": " << actual.size() << " values, not " << expected.size();
  if (expected.empty()) return ::testing::AssertionFailure() << what << ": there are no values to compare";
  const Difference found = difference(expected, actual);
  const double allowed = unit == ToleranceUnit::absolute ? tolerance : tolerance * found.largest_expected;
  if (found.largest_error <= allowed) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << what << ": largest absolute error " << found.largest_error << ", relative to the largest value "
         << found.largest_error / found.largest_expected << " (allowed " << tolerance
         << (unit == ToleranceUnit::absolute ? " absolute" : " relative") << "), at value " << found.where
         << " of " << expected.size() << ": expected " << expected[found.where] << ", got "
         << actual[found.where];
}

/// How a test names its case when it fails: "seed 5 N=1 H=48 W=64".
inline std::string case_text(std::uint64_t seed,
                             std::initializer_list<std::pair<const char*, int>> parameters) {
  std::string text = "seed ";
  text += std::to_string(seed);
  for (const auto& [name, value] : parameters) {
    text += ' ';
    text += name;
    text += '=';
    text += std::to_string(value);
  }
  return text;
}

}  // namespace deepcars::testing
