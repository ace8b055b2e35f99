// Reads the event files of TensorBoard back, checksums and all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace deepcars::testing {

/// One number of a summary, with its event's step and time.
struct EventScalar {
  std::int64_t step = 0;
  double wall_time_s = 0;
  std::string tag;
  float value = 0;
};

/// What an event file holds.
struct EventFile {
  std::string version;          ///< Of its first event.
  int session_starts_at_0 = 0;  ///< Events that say so.
  std::vector<EventScalar> scalars;
  std::string fault;  ///< Why reading ended before the end of the file; else empty.
};

EventFile read_events(const std::string& bytes);

}  // namespace deepcars::testing
