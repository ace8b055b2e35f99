// Formats a series of measurements.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "shared/order.h"

namespace deepcars::base {

/// The value below which this share of the values lies. Precondition: there is a value.
inline double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end(), Ascending{});
  return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
}

/// "median (first quartile..third quartile)".
inline std::string spread(const std::vector<double>& values, int digits) {
  char text[96];
  std::snprintf(text, sizeof text, "%.*f (%.*f..%.*f)", digits, quantile(values, 0.5), digits,
                quantile(values, 0.25), digits, quantile(values, 0.75));
  return text;
}

/// Ours divided by theirs, round by round. Precondition: both have the same length.
inline std::vector<double> ratios(const std::vector<double>& ours, const std::vector<double>& theirs) {
  std::vector<double> each(ours.size());
  std::transform(ours.begin(), ours.end(), theirs.begin(), each.begin(), std::divides<>());
  return each;
}

}  // namespace deepcars::base
