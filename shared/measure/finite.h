// Measures refuse maps with values that are not numbers, which no order of pixels and no rank suits.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "shared/error.h"
#include "shared/explain/methods.h"

namespace deepcars::measure {

/// Errors: internal, naming the method, if the map holds a value that is not a finite number.
inline Expected<void> check_finite(const explain::HeatMap& map, const explain::Method& method) {
  if (std::all_of(map.values.begin(), map.values.end(), [](float value) { return std::isfinite(value); }))
    return {};
  return failure(ErrorCode::internal,
                 "the map of " + std::string(method.name) + " holds values that are not finite numbers");
}

}  // namespace deepcars::measure
