// What the folder of a training run says.
#pragma once

#include <filesystem>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// Precondition: the folder has a config.json. Errors: those of reading its files, naming the file.
Expected<Description> describe_training_run(const std::filesystem::path& folder);

}  // namespace deepcars::info
