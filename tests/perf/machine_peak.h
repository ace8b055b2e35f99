// What the machine can do at most, measured: multiply-adds, and bytes read from each of its memories.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "shared/nn/thread_pool.h"

namespace deepcars::perf {

/// A cache, or the memory behind them.
struct MemoryLevel {
  std::string name;
  double capacity_bytes;  ///< Of all threads' caches together; infinite for the memory.
  double bytes_per_second;
};

struct MachinePeak {
  /// Multiplications and additions per second, of independent multiply-adds in registers: as many sums as the
  /// convolutions' register tile has.
  double operations_per_second;
  /// The same by the convolutions' register tile itself, which also loads weights and values, from the first
  /// cache.
  double tile_operations_per_second;
  std::vector<MemoryLevel> levels;  ///< From the second cache to the memory.

  /// The least time to read bytes_moved of a set of set_bytes that is read again and again: as much of the
  /// set as each level can hold comes from there, the nearest first.
  double read_seconds(double bytes_moved, double set_bytes) const;
};

/// The highest rates of a second's worth of short runs, all threads of the pool at once.
MachinePeak measure_peak(nn::ThreadPool& pool);

}  // namespace deepcars::perf
