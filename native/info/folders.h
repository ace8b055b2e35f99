// What a folder is.
#pragma once

#include <filesystem>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// The folder of a training run, a sweep, a cross-validation or a report. Errors: those of reading what it holds;
/// data_invalid for another folder.
Expected<Description> describe_folder(const std::filesystem::path& path);

}  // namespace deepcars::info
