// A small pool that splits one loop over a few threads; the calling thread works too.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace deepcars::nn {

/// A fixed number of threads that wait for loops. Two libraries would fit, but Highway's own pool came with a
/// later release than the one used here, and libpthreadpool lets its threads sleep at once or never.
class ThreadPool {
 public:
  /// How long an idle thread looks for work before it sleeps. The network's loops follow each other within
  /// microseconds; waking a sleeping thread takes tens of them, in a browser more.
  static constexpr std::chrono::microseconds default_spin{300};

  /// threads counts the caller: 1 starts no thread at all. Precondition: threads >= 1.
  explicit ThreadPool(int threads, std::chrono::microseconds spin = default_spin);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const;

  /// Calls body(i) once for each i in 0..count-1, in any order and from any of the threads, and returns when
  /// all calls have. One loop at a time: body must not call parallel_for of the same pool. If a call throws, no further
  /// index is begun, and the first exception is thrown here.
  void parallel_for(int count, const std::function<void(int)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace deepcars::nn
