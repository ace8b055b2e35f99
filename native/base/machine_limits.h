// What this process may use of the machine: less than all of it in a container.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace deepcars::base {

/// Where a container finds its limits (Linux, cgroup v2).
inline constexpr const char* control_group = "/sys/fs/cgroup";

/// How many processors a container's quota of processor time amounts to; nothing without a quota.
std::optional<double> processor_quota(const std::filesystem::path& group = control_group);

/// Memory that can be had without swapping, in bytes: the system's, or what a container's limit leaves if that is less;
/// nothing if the system does not say.
std::optional<std::uint64_t> available_memory_bytes(const std::filesystem::path& group = control_group);

/// Free space for this user where the path is; nothing if it cannot be found out.
std::optional<std::uint64_t> free_disk_bytes(const std::filesystem::path& path);

}  // namespace deepcars::base
