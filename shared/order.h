// Orders of numbers that may be NaN. `a < b` is then no order, with which std::sort reads past its end.
#pragma once

namespace deepcars {

/// Ascending, every NaN after all numbers.
struct Ascending {
  template <typename Number>
  constexpr bool operator()(Number a, Number b) const {
    const bool b_is_nan = b != b;
    return a < b || (b_is_nan && a == a);
  }
};

/// Descending, every NaN after all numbers.
struct Descending {
  template <typename Number>
  constexpr bool operator()(Number a, Number b) const {
    const bool b_is_nan = b != b;
    return a > b || (b_is_nan && a == a);
  }
};

}  // namespace deepcars
