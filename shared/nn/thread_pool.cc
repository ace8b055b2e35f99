#include "shared/nn/thread_pool.h"

#include <hwy/cache_control.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace deepcars::nn {

namespace {

// Checks for work per reading of the clock, which costs more than a check.
constexpr int looks_per_clock = 64;

}  // namespace

struct ThreadPool::State {
  const std::function<void(int)>* body = nullptr;
  int count = 0;
  std::atomic<int> next{0};             // The first index that no thread has taken.
  std::atomic<int> working{0};          // Threads of the pool that have not finished the present loop.
  std::atomic<std::uint64_t> loops{0};  // How many loops have begun; a change means work.
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable wake, finished;
  std::vector<std::thread> threads;
  std::chrono::microseconds spin;

  std::exception_ptr problem;  // The first that a call of the present loop threw; guarded by the mutex.

  void take_indices() {
#ifdef __cpp_exceptions
    try {
      call_bodies();
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!problem) problem = std::current_exception();
      next.store(count);
    }
#else
    call_bodies();
#endif
  }

  void call_bodies() {
    for (int i = next.fetch_add(1); i < count; i = next.fetch_add(1)) (*body)(i);
  }

  // Polls without sleeping; true if `ready` became true meanwhile.
  template <typename Ready>
  bool look(const Ready& ready) const {
    const auto end = std::chrono::steady_clock::now() + spin;
    do {
      for (int i = 0; i < looks_per_clock; ++i) {
        if (ready()) return true;
        hwy::Pause();
      }
    } while (std::chrono::steady_clock::now() < end);
    return false;
  }

  void work() {
    for (std::uint64_t seen = 0;; ++seen) {
      const auto ready = [&] { return loops.load() != seen || stopping.load(); };
      if (!look(ready)) {
        std::unique_lock lock(mutex);
        wake.wait(lock, ready);
      }
      if (stopping.load()) return;
      take_indices();
      if (working.fetch_sub(1) == 1) {
        // With the lock, this cannot fall between the waiting caller's check and its sleep.
        std::lock_guard lock(mutex);
        finished.notify_one();
      }
    }
  }

  void run() {
    working.store(static_cast<int>(threads.size()));
    next.store(0);
    {
      std::lock_guard lock(mutex);
      loops.fetch_add(1);
    }
    wake.notify_all();
    take_indices();
    const auto done = [&] { return working.load() == 0; };
    if (!look(done)) {
      std::unique_lock lock(mutex);
      finished.wait(lock, done);
    }
    if (problem) std::rethrow_exception(std::exchange(problem, nullptr));
  }
};

ThreadPool::ThreadPool(int threads, std::chrono::microseconds spin) : state_(std::make_unique<State>()) {
  state_->spin = spin;
  for (int i = 1; i < threads; ++i) state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping.store(true);
  }
  state_->wake.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

int ThreadPool::threads() const { return static_cast<int>(state_->threads.size()) + 1; }

void ThreadPool::parallel_for(int count, const std::function<void(int)>& body) {
  if (state_->threads.empty() || count <= 1) {
    for (int i = 0; i < count; ++i) body(i);
    return;
  }
  state_->body = &body;
  state_->count = count;
  state_->run();
}

}  // namespace deepcars::nn
