#include "native/base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace deepcars::base {
namespace {

std::string clock_text(double seconds) {
  const auto whole = std::int64_t{std::llround(seconds)};
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(whole / 3600),
                  static_cast<long long>(whole / 60 % 60), static_cast<long long>(whole % 60));
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(whole / 60),
                  static_cast<long long>(whole % 60));
  }
  return text;
}

}  // namespace

Progress::Progress(std::string what, std::int64_t total, bool shown)
    : what_(std::move(what)),
      total_(total),
      shown_(shown),
      terminal_(isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()),
      drawn_(start_) {}

Progress::~Progress() { draw(note_, true); }

void Progress::advance(std::int64_t count, const std::string& note) {
  done_ = std::min(done_ + count, total_);
  note_ = note;
  const auto between = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
  if (std::chrono::steady_clock::now() - drawn_ >= between) draw(note, false);
}

void Progress::draw(const std::string& note, bool last) {
  if (!shown_) return;
  drawn_ = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(drawn_ - start_).count();
  const double per_second = seconds > 0 ? static_cast<double>(done_) / seconds : 0;
  const double percent =
      total_ > 0 ? 100.0 * static_cast<double>(done_) / static_cast<double>(total_) : 100.0;
  const std::string time = done_ >= total_ || per_second <= 0
                               ? "took " + clock_text(seconds)
                               : "ETA " + clock_text(static_cast<double>(total_ - done_) / per_second);
  std::fprintf(stderr, "%s%s  %3.0f%%  %lld/%lld  %.1f/s  %s  %s%s%s", terminal_ ? "\r" : "", what_.c_str(),
               percent, static_cast<long long>(done_), static_cast<long long>(total_), per_second,
               time.c_str(), note.c_str(), terminal_ ? "\x1b[K" : "", !terminal_ || last ? "\n" : "");
  std::fflush(stderr);
}

}  // namespace deepcars::base
