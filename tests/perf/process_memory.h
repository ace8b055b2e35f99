// How much memory a measurement takes, in a process of its own.
#pragma once

#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace deepcars::perf {

/// A line of /proc/self/status, in MiB.
inline double status_mib(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key + ":")) return std::atof(line.c_str() + key.size() + 1) / 1024;
  return 0;
}

/// Gives freed memory back and starts the peak (VmHWM) anew, so that what came before does not count.
inline void forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
}

/// The number that a command prints, in MiB; 0 if it fails.
inline double printed_mib(const std::string& command) {
  FILE* output = popen(command.c_str(), "r");
  double mib = 0;
  if (output == nullptr || std::fscanf(output, "%lf", &mib) != 1) mib = 0;
  if (output != nullptr) pclose(output);
  return mib;
}

}  // namespace deepcars::perf
