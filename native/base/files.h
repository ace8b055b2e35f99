// Files read whole and written whole: a reader of an output never sees half of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "shared/error.h"

namespace deepcars::base {

/// Reads a file, or a pipe until its writers have closed it. Errors: file_unreadable, also for a device or a pipe that
/// has had no writer for two seconds; file_too_large above max_bytes, for a file before memory is taken; interrupted
/// while a pipe is waited for.
Expected<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path,
                                              std::uintmax_t max_bytes = std::uintmax_t{4} << 30);

/// Writes to PATH.part, then renames it over path: a process killed at any time leaves the old file or the
/// new one, and at most one PATH.part, which the next writer overwrites. Several processes may write one
/// path. Missing parent folders are made. Errors: file_unwritable; the old file, if any, is then untouched.
Expected<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
Expected<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace deepcars::base
