#include "native/base/interrupts.h"

#include <time.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string_view>
#include <utility>

namespace deepcars::base {
namespace {

constexpr itimerspec to_end = {.it_interval = {}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
constexpr itimerspec for_last_files = {.it_interval = {}, .it_value = {.tv_sec = 10, .tv_nsec = 0}};

std::atomic<bool> interrupt_seen{false}, is_caught{false};
std::array<std::atomic<const char*>, 64> unfinished_files{};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<const char*>::is_always_lock_free,
              "a signal handler may only touch lock-free atomics");
timer_t deadline;

// Everything that a handler calls is async-signal-safe; see signal-safety(7).

void end_now(int) {
  for (const auto& slot : unfinished_files)
    if (const char* name = slot.load()) unlink(name);
  constexpr std::string_view said = "deepcars: interrupted: run the same command again.\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, said.data(), said.size());
  _exit(interrupted_status);
}

void on_signal(int signal) {
  if (!is_caught || interrupt_seen.exchange(true)) end_now(signal);
  timer_settime(deadline, 0, &to_end, nullptr);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

}  // namespace

void handle_signals() {
  sigevent alarm = {};
  alarm.sigev_notify = SIGEV_SIGNAL;
  alarm.sigev_signo = SIGALRM;
  timer_create(CLOCK_MONOTONIC, &alarm, &deadline);
  handle(SIGALRM, end_now);
  handle(SIGPIPE, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM}) handle(signal, on_signal);
  struct sigaction found = {};
  sigaction(SIGHUP, nullptr, &found);
  if (found.sa_handler != SIG_IGN) handle(SIGHUP, on_signal);
}

void catch_interrupts() { is_caught = true; }

bool interrupted() { return interrupt_seen; }

void allow_last_files() {
  if (interrupt_seen) timer_settime(deadline, 0, &for_last_files, nullptr);
}

RemovedOnSignal::RemovedOnSignal(std::string name) : name_(std::move(name)) {
  for (auto& slot : unfinished_files) {
    const char* empty = nullptr;
    if (!slot.compare_exchange_strong(empty, name_.c_str())) continue;
    slot_ = &slot;
    return;
  }
}

RemovedOnSignal::~RemovedOnSignal() {
  if (slot_ != nullptr) *slot_ = nullptr;
}

}  // namespace deepcars::base
