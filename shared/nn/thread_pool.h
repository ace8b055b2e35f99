// A small pool that splits one loop over a few threads; the calling thread works too.
#pragma once

#include <functional>
#include <memory>

namespace deepcars::nn {

class ThreadPool {
 public:
  /// threads counts the caller: 1 starts no thread at all. Precondition: threads >= 1.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const;

  /// Calls body(i) once for each i in 0..count-1, in any order and from any of the threads, and returns when
  /// all calls have. One loop at a time: body must not call parallel_for of the same pool.
  void parallel_for(int count, const std::function<void(int)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace deepcars::nn
