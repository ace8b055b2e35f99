#include "shared/nn/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <new>
#include <vector>

#include "tests/nn/kernel_check.h"

namespace deepcars::nn {
namespace {

TEST(ThreadPool, CallsEveryIndexExactlyOnce) {
  for (const int threads : thread_counts) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const int count : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      pool.parallel_for(count, [&](int i) { ++calls[i]; });
      for (int i = 0; i < count; ++i)
        ASSERT_EQ(calls[i], 1) << "threads=" << threads << " count=" << count << " i=" << i;
    }
  }
}

TEST(ThreadPool, SeesTheResultsOfALoopInTheNext) {
  for (const int threads : thread_counts) {
    ThreadPool pool(threads);
    std::vector<int> values(50, 0);
    constexpr int loops = 2000;
    for (int loop = 0; loop < loops; ++loop)
      pool.parallel_for(50, [&](int i) { values[i] += values[i] == loop; });
    for (const int value : values) ASSERT_EQ(value, loops) << "threads=" << threads;
  }
}

// Without spinning every thread sleeps between loops, and each loop must wake it.
TEST(ThreadPool, ThreadsThatSleepBetweenLoopsMissNone) {
  for (const int threads : thread_counts) {
    ThreadPool pool(threads, std::chrono::microseconds{0});
    std::vector<int> values(50, 0);
    constexpr int loops = 500;
    for (int loop = 0; loop < loops; ++loop)
      pool.parallel_for(50, [&](int i) { values[i] += values[i] == loop; });
    for (const int value : values) ASSERT_EQ(value, loops) << "threads=" << threads;
  }
}

TEST(ThreadPool, EndsWhetherItsThreadsWereUsedSpinOrSleep) {
  for (const int threads : thread_counts)
    for (const auto spin : {std::chrono::microseconds{0}, ThreadPool::default_spin})
      for (const int loops : {0, 1, 20}) {
        std::atomic<int> done = 0;
        {
          ThreadPool pool(threads, spin);
          for (int loop = 0; loop < loops; ++loop) pool.parallel_for(10, [&](int) { ++done; });
        }
        EXPECT_EQ(done, 10 * loops) << "threads=" << threads << " spin=" << spin.count() << " us";
      }
}

#ifdef __cpp_exceptions
TEST(ThreadPool, PassesOnWhatACallThrowsAndGoesOn) {
  for (const int threads : thread_counts) {
    ThreadPool pool(threads);
    for (const int thrower : {0, 7, 99}) {
      const auto throws_once = [&](int i) {
        if (i == thrower) throw std::bad_alloc();
      };
      EXPECT_THROW(pool.parallel_for(100, throws_once), std::bad_alloc) << "threads=" << threads;
      EXPECT_THROW(pool.parallel_for(100, [](int) { throw std::bad_alloc(); }), std::bad_alloc);
      std::atomic<int> calls = 0;
      pool.parallel_for(100, [&](int) { ++calls; });
      EXPECT_EQ(calls, 100) << "threads=" << threads;
    }
  }
}
#endif

}  // namespace
}  // namespace deepcars::nn
