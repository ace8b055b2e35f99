// Vectors compared by their directions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace deepcars::features {

/// The sum of the products of the elements. Precondition: equal lengths.
double dot(std::span<const float> a, std::span<const float> b);

/// The vector divided by its length; unchanged if that is 0.
std::vector<float> unit_vector(std::span<const float> vector);

}  // namespace deepcars::features
