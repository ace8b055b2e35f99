#include "native/base/machine_limits.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

/// The number at the start of a file; nothing for "max", or without the file.
std::optional<std::uint64_t> number_in(const fs::path& path) {
  std::ifstream in(path);
  std::uint64_t number = 0;
  return in >> number ? std::optional(number) : std::nullopt;
}

/// The number behind a word at the start of a line.
std::optional<std::uint64_t> number_in(const fs::path& path, const std::string& word) {
  std::ifstream in(path);
  std::string first, rest;
  for (std::uint64_t number = 0; in >> first >> number; std::getline(in, rest)) {
    if (first == word) return number;
  }
  return std::nullopt;
}

/// See proc(5).
std::optional<std::uint64_t> system_memory_bytes() {
  const auto kibibytes = number_in("/proc/meminfo", "MemAvailable:");
  return kibibytes ? std::optional(*kibibytes * 1024) : std::nullopt;
}

}  // namespace

std::optional<double> processor_quota(const fs::path& group) {
  std::ifstream in(group / "cpu.max");
  double quota_us = 0, period_us = 0;
  if (!(in >> quota_us >> period_us) || period_us <= 0) return std::nullopt;
  return quota_us / period_us;
}

std::optional<std::uint64_t> available_memory_bytes(const fs::path& group) {
  const auto system = system_memory_bytes();
  const auto limit = number_in(group / "memory.max"), used = number_in(group / "memory.current");
  if (!limit || !used) return system;
  // Files that were read and could be read again count as used, but make room when it is needed.
  const std::uint64_t cached = number_in(group / "memory.stat", "inactive_file").value_or(0);
  const std::uint64_t left = *limit - std::min(*limit, *used - std::min(*used, cached));
  return system ? std::min(*system, left) : left;
}

std::optional<std::uint64_t> free_disk_bytes(const fs::path& path) {
  std::error_code problem;
  const fs::space_info space = fs::space(path, problem);
  return problem ? std::nullopt : std::optional<std::uint64_t>(space.available);
}

}  // namespace deepcars::base
