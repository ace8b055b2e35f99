// The file that names the marks of a planted cue.
#pragma once

#include <filesystem>

#include "shared/error.h"
#include "shared/image/planted_cue.h"

namespace deepcars::data {

/// Reads the JSON that weights::planted_cue_from_json knows. Errors: file_unreadable; invalid_argument, naming the file
/// and the value, for anything that it does not know or that is out of range.
Expected<image::PlantedCue> read_planted_cue(const std::filesystem::path& path);

}  // namespace deepcars::data
