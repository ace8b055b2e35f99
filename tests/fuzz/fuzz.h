// What the fuzz targets share. libFuzzer calls each target's LLVMFuzzerTestOneInput with one input after the other.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>

#include "shared/error.h"

namespace deepcars::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// Ends the program as a finding, whose input libFuzzer keeps, unless the condition holds.
inline void require(bool condition, const std::string& what) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", what.c_str());
  std::abort();
}

/// An error is a right answer if it says something, in one line that a terminal can show.
inline void require_sentence(const Error& error) {
  require(!error.message.empty(), "an error without a message");
  require(one_line(error.message) == error.message, "an error's message that cannot be shown");
}

/// Whether the target is to use the limits that the program has (tests/fuzz/replay.sh), not its own smaller ones.
inline bool with_limits_of_program() {
  static const bool wanted = std::getenv("DEEPCARS_FUZZ_FULL_LIMITS") != nullptr;
  return wanted;
}

/// require_sentence, if the result is an error. Returns whether it is a value. A replay prints which of the two it was.
template <typename T>
bool answered(const Expected<T>& result) {
  if (!result) require_sentence(result.error());
  if (with_limits_of_program())
    std::fprintf(stderr, "%s\n", result ? "answered" : ("refused: " + result.error().sentence()).c_str());
  return result.has_value();
}

/// A file in memory for readers that want a path; one for the whole run, with new bytes each time.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
    require(descriptor_ >= 0, "no file in memory can be made");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// Where the file is, with these bytes in it.
  std::filesystem::path holding(Bytes bytes) {
    const bool written = ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, bytes.data(), bytes.size(),
                                                                  0) == static_cast<ssize_t>(bytes.size());
    require(written, "the file in memory cannot be written");
    return path();
  }

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace deepcars::fuzz
