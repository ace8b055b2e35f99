#include "shared/features/directions.h"

#include <cmath>

namespace deepcars::features {

double dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

std::vector<float> unit_vector(std::span<const float> vector) {
  std::vector<float> result(vector.begin(), vector.end());
  const double length = std::sqrt(dot(vector, vector));
  if (length > 0) {
    for (float& value : result) value = static_cast<float>(value / length);
  }
  return result;
}

}  // namespace deepcars::features
