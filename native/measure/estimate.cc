#include "native/measure/estimate.h"

#include <cmath>
#include <cstddef>
#include <vector>

#include "native/measure/metrics.h"

namespace deepcars::measure {

Estimate estimate(std::span<const double> values) {
  Estimate result{*mean(values), std::nullopt};
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  const auto count = static_cast<double>(values.size());
  result.standard_error = std::sqrt(squares / (count - 1) / count);
  return result;
}

Estimate paired_difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  return estimate(differences);
}

}  // namespace deepcars::measure
