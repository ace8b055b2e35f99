// Long work says how far it is, how fast, and when it will be done.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace deepcars::base {

/// A line on standard error: "training 3/8   45%  1234/2750  61.2/s  ETA 0:25  loss 1.234".
/// On a terminal it is redrawn in place; into a file it is written about every ten seconds.
class Progress {
 public:
  /// shown: whether there is anything to see; of several workers one speaks for all.
  Progress(std::string what, std::int64_t total, bool shown = true);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Counts `count` more steps as done, up to the total: several workers' shares may add up to a little more.
  /// The note is shown at the end of the line.
  void advance(std::int64_t count, const std::string& note = "");

 private:
  /// Writes the line; the last one ends with a newline.
  void draw(const std::string& note, bool last);

  std::string what_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  bool shown_;
  bool terminal_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_;
  std::string note_;
};

}  // namespace deepcars::base
