// Files that Python's torch writes for tests: the script gets the folder, and more words if there are any.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace deepcars::testing {

/// Why a test is skipped if write_with_python says false.
inline constexpr const char* no_python = "no python3 with torch and torchvision to write files with";

/// Runs the script with the system's Python, which is where Debian installs torch. False: it did not succeed.
inline bool write_with_python(const std::string& script, const std::string& folder,
                              const std::string& words = "") {
  const std::string command =
      "/usr/bin/python3 '" + script + "' '" + folder + "' " + words + " >/dev/null 2>&1";
  return std::system(command.c_str()) == 0;
}

inline std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace deepcars::testing
