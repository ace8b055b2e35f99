// What a photo is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// Precondition: file is what path holds, a picture. Errors: those of base::decode_photo, naming the file.
Expected<Description> describe_photo(const std::filesystem::path& path, std::span<const std::uint8_t> file);

}  // namespace deepcars::info
