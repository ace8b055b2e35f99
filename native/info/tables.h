// What a CSV table is.
#pragma once

#include <filesystem>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// An index of photos, or what a run's kept epoch says of them. Errors: those of reading a CSV or an index; data_invalid
/// for another table.
Expected<Description> describe_table(const std::filesystem::path& path);

}  // namespace deepcars::info
