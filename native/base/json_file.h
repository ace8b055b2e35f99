// A JSON object in a file of its own.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/error.h"

namespace deepcars::base {

/// Reads the file and parses it. Errors: those of read_file; data_invalid if it is anything else than one JSON object,
/// with `hint` for what to do about it.
Expected<nlohmann::json> read_json_object(const std::filesystem::path& path, const std::string& hint);

}  // namespace deepcars::base
