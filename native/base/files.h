// Files read whole and written whole: a reader of an output never sees half of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "shared/error.h"

namespace deepcars::base {

/// The most bytes of a file, if the reader gives no other limit.
inline constexpr std::uintmax_t max_file_bytes = std::uintmax_t{4} << 30;
/// The most bytes that are read from a pipe, which cannot say beforehand how many it has.
inline constexpr std::uintmax_t max_stream_bytes = std::uintmax_t{512} << 20;

/// Reads a file, or a pipe until its writers have closed it. Errors: file_unreadable, also for a folder, a device or a
/// pipe that has had no writer for two seconds; file_too_large above max_bytes, for a file before memory is taken;
/// interrupted while a pipe is waited for.
Expected<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path,
                                              std::uintmax_t max_bytes = max_file_bytes);

/// One output: where it goes, and all of it.
struct OutputFile {
  std::filesystem::path path;
  std::span<const std::uint8_t> bytes;
};

/// A text's bytes; it must outlive them.
std::span<const std::uint8_t> bytes_of(std::string_view text);

/// Writes to PATH.part, then renames it over path: a program that is stopped at any time leaves the old file or the new
/// one. SIGKILL leaves at most PATH.part, which the next writer overwrites. Several processes may write one path.
/// Missing parent folders are made. A symbolic link stays, and what it leads to is replaced; a file's mode is kept.
/// Devices, pipes and standard output are written to. Errors: file_unwritable, also for a folder and for a file that is
/// read-only; the old file, if any, is then untouched.
Expected<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
Expected<void> write_file(const std::filesystem::path& path, std::string_view text);

/// Writes files that belong together: each first to its .part, and when all of these are whole, renames them in this
/// order. The last one says that the rest is there and belongs to it: an earlier file of its name is removed before the
/// others are renamed. Errors: as write_file, and then all earlier files are untouched; invalid_argument if two paths
/// are the same file.
Expected<void> write_files(std::span<const OutputFile> files);

/// What an output's path leads to: a file that is or will be there, a device or pipe, or where this program prints.
enum class OutputKind { file, stream, standard_output };
OutputKind output_kind(const std::filesystem::path& path);

/// Checks, before the long work, that outputs can be written and would overwrite no input; empty paths are passed over.
/// Errors: file_unwritable; invalid_argument if an output is one of the inputs or another output.
Expected<void> check_outputs(std::span<const std::filesystem::path> outputs,
                             std::span<const std::filesystem::path> inputs = {});

}  // namespace deepcars::base
