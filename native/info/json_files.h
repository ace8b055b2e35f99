// What a JSON file is.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// An evaluation, the options of a run, the record of a split or of folds, or the specification of a sweep. Errors:
/// data_invalid.
Expected<Description> describe_json(const std::filesystem::path& path);

/// What metrics.json holds. Precondition: evaluation is an object.
void add_evaluation_facts(Description& description, const nlohmann::json& evaluation);

}  // namespace deepcars::info
