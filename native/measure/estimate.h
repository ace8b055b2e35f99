// A mean over photos, with its standard error.
#pragma once

#include <optional>
#include <span>

namespace deepcars::measure {

/// A mean and its standard error: the sample's standard deviation over the square root of its size, nothing
/// for a single value.
struct Estimate {
  double mean = 0;
  std::optional<double> standard_error;
};

/// Precondition: values is not empty.
Estimate estimate(std::span<const double> values);

/// The estimate of the differences a[i] - b[i]. Where a[i] and b[i] belong to one photo, the spread between
/// photos drops out. Preconditions: equal lengths, not empty.
Estimate paired_difference(std::span<const double> a, std::span<const double> b);

}  // namespace deepcars::measure
