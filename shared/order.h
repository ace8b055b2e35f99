// Orders of numbers that may be NaN. `a < b` is then no order, with which std::sort reads past its end.
#pragma once

#include <cmath>

namespace deepcars {

/// Ascending, every NaN after all numbers.
struct Ascending {
  template <typename Number>
  constexpr bool operator()(Number a, Number b) const {
    return a < b || (std::isnan(b) && !std::isnan(a));
  }
};

/// Descending, every NaN after all numbers.
struct Descending {
  template <typename Number>
  constexpr bool operator()(Number a, Number b) const {
    return a > b || (std::isnan(b) && !std::isnan(a));
  }
};

}  // namespace deepcars
