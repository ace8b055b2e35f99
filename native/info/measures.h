// The few measures that tell how good a model is, out of an evaluation.
#pragma once

#include <nlohmann/json.hpp>

#include "native/info/description.h"

namespace deepcars::info {

/// Adds the accuracy, the errors in years and the rank correlation that `measures` holds: "metrics" of an evaluation, or
/// a Validation as JSON.
void add_measures(Description& description, const nlohmann::json& measures);

}  // namespace deepcars::info
