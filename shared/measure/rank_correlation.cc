#include "shared/measure/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "shared/order.h"

namespace deepcars::measure {

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t j) { return Ascending{}(values[i], values[j]); });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first;
    while (end < order.size() && !Ascending{}(values[order[first]], values[order[end]])) ++end;
    const double shared_rank = static_cast<double>(first + 1 + end) / 2;  // Mean of first + 1 .. end.
    for (; first < end; ++first) result[order[first]] = shared_rank;
  }
  return result;
}

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  const auto is_nan = [](double value) { return std::isnan(value); };
  if (a.size() < 2 || std::ranges::any_of(a, is_nan) || std::ranges::any_of(b, is_nan)) return std::nullopt;
  const std::vector<double> ranks_a = ranks(a), ranks_b = ranks(b);
  const double middle = static_cast<double>(a.size() + 1) / 2;  // The mean of any set of ranks, ties or not.
  double product = 0, square_a = 0, square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += (ranks_a[i] - middle) * (ranks_b[i] - middle);
    square_a += (ranks_a[i] - middle) * (ranks_a[i] - middle);
    square_b += (ranks_b[i] - middle) * (ranks_b[i] - middle);
  }
  if (square_a == 0 || square_b == 0) return std::nullopt;
  return product / std::sqrt(square_a * square_b);
}

double signed_rank_correlation(const explain::HeatMap& a, const explain::HeatMap& b) {
  const std::vector<double> values_a(a.values.begin(), a.values.end());
  const std::vector<double> values_b(b.values.begin(), b.values.end());
  return rank_correlation(values_a, values_b).value_or(0);
}

double absolute_rank_correlation(const explain::HeatMap& a, const explain::HeatMap& b) {
  return signed_rank_correlation(magnitudes(a), magnitudes(b));
}

explain::HeatMap magnitudes(const explain::HeatMap& map) {
  explain::HeatMap result = map;
  result.is_signed = false;
  for (float& value : result.values) value = std::abs(value);
  return result;
}

}  // namespace deepcars::measure
