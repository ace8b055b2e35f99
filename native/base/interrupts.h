// Signals that ask the program to stop: it ends within two seconds and leaves no temporary files.
#pragma once

#include <atomic>
#include <string>

namespace deepcars::base {

/// The exit status of a program that a signal has stopped, as shells report one that Ctrl-C ended.
inline constexpr int interrupted_status = 130;

/// Called once, at the start of the program. From now on SIGINT (Ctrl-C), SIGTERM and SIGHUP end it at once with
/// interrupted_status; a SIGHUP that was ignored (nohup) stays so. SIGPIPE is ignored: a lost reader is an error of
/// writing, which is told in a sentence.
void handle_signals();

/// From now on the first of these signals only sets interrupted(), so that long work ends at a good place; what has not
/// ended a second later, or at the second signal, ends where it is.
void catch_interrupts();

/// Whether a caught signal has asked the program to stop.
bool interrupted();

/// Called before the last files of interrupted work are written, so that a large one is not cut off: the program now has
/// 10 s to end. Without an interrupt it does nothing.
void allow_last_files();

/// While it lives, a signal that ends the program removes the file of this name. Of 64 at a time; further ones stay.
class RemovedOnSignal {
 public:
  explicit RemovedOnSignal(std::string name);
  ~RemovedOnSignal();
  RemovedOnSignal(const RemovedOnSignal&) = delete;
  RemovedOnSignal& operator=(const RemovedOnSignal&) = delete;

 private:
  std::string name_;
  std::atomic<const char*>* slot_ = nullptr;
};

}  // namespace deepcars::base
