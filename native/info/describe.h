// Finds out what a file or a folder is, by what is in it and not by its name.
#pragma once

#include <filesystem>
#include <string>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// Describes anything that deepCars writes or reads. Errors: file_unreadable; data_invalid for anything else, saying
/// what was found and what can be described; those of the readers for something damaged, naming the file.
Expected<Description> describe(const std::filesystem::path& path);

/// Whether there is a file or folder of this name.
bool is_there(const std::filesystem::path& path);

/// "PATH is FOUND, ...": the error for something that is none of deepCars' files.
tl::unexpected<Error> not_ours(const std::filesystem::path& path, const std::string& found);

}  // namespace deepcars::info
