#include "shared/nn/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
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

TEST(ThreadPool, EndsUnusedAndWhileItsThreadsSleep) {
  for (const int threads : thread_counts) {
    for (int i = 0; i < 20; ++i) ThreadPool unused(threads);
    ThreadPool used(threads);
    used.parallel_for(10, [](int) {});
  }
}

}  // namespace
}  // namespace deepcars::nn
