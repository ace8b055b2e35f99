// Photos on disk: which files are photos, which lie below a folder, and reading one.
#pragma once

#include <filesystem>
#include <vector>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::base {

/// Whether a name ends in .jpg, .jpeg or .png, in letters of any case.
bool has_photo_extension(const std::filesystem::path& path);

/// The files with a photo's extension in a folder and below, sorted by path. Folders below that may not be
/// listed are passed over. Errors: file_unreadable if the folder cannot be listed.
Expected<std::vector<std::filesystem::path>> photo_files(const std::filesystem::path& folder);

/// Reads and decodes one photo. Errors: file_unreadable and those of image::decode; each names the file.
Expected<image::Image> read_photo(const std::filesystem::path& path);

}  // namespace deepcars::base
