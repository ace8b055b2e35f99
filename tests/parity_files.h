// The files that the torchvision reference scripts write, for the parity tests.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace deepcars {

/// The folder of the reference files: the environment variable DEEPCARS_PARITY_DIR, or else the one that the
/// tests were built for. May be empty or missing.
inline std::filesystem::path parity_folder() {
  const char* folder = std::getenv("DEEPCARS_PARITY_DIR");
  return folder != nullptr ? folder : DEEPCARS_BUILT_PARITY_DIR;
}

inline constexpr const char* no_parity_files =
    "no reference files from torchvision: DEEPCARS_PARITY_DIR names no folder that holds them (they are made "
    "by the "
    "native tests if python3-torchvision is installed)";

inline std::vector<std::uint8_t> file_bytes(const std::filesystem::path& path) {
  std::vector<std::uint8_t> bytes(std::filesystem::file_size(path));
  std::ifstream(path, std::ios::binary)
      .read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

/// Raw little-endian fp32, as every machine that runs these tests has it.
inline std::vector<float> file_floats(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = file_bytes(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

/// A listing in the folder, or nothing if it is not there.
inline std::optional<nlohmann::json> parity_listing(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  return nlohmann::json::parse(std::ifstream(path));
}

}  // namespace deepcars
