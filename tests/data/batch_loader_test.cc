#include "native/data/batch_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace deepcars::data {
namespace {

Expected<std::vector<float>> two_numbers(std::size_t position) {
  return std::vector<float>{static_cast<float>(position), -static_cast<float>(position)};
}

TEST(BatchLoader, HandsOutEveryPositionOnceInOrder) {
  for (const int threads : {1, 3}) {
    for (const std::size_t count : {0u, 1u, 7u, 64u}) {
      BatchLoader loader(make_batches(count, 5), threads, two_numbers);
      std::size_t seen = 0;
      while (true) {
        const auto batch = loader.next();
        ASSERT_TRUE(batch);
        if (!*batch) break;
        for (std::size_t i = 0; i < (*batch)->positions.size(); ++i) {
          EXPECT_EQ((*batch)->positions[i], seen);
          EXPECT_EQ((*batch)->inputs[2 * i], static_cast<float>(seen));
          EXPECT_EQ((*batch)->inputs[2 * i + 1], -static_cast<float>(seen));
          ++seen;
        }
      }
      EXPECT_EQ(seen, count) << threads << " threads";
      EXPECT_GE(loader.time().making_s, 0);
    }
  }
}

TEST(BatchLoader, PassesErrorsOnAndCanBeLeftEarly) {
  BatchLoader failing(make_batches(20, 4), 2, [](std::size_t position) {
    if (position == 9) return Expected<std::vector<float>>(failure(ErrorCode::image_damaged, "broken"));
    return two_numbers(position);
  });
  EXPECT_TRUE(failing.next());
  EXPECT_TRUE(failing.next());
  const auto third = failing.next();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::image_damaged);
}

TEST(MakeBatches, ThePartsOfABatchTogetherAreTheBatch) {
  for (const std::size_t parts : {1u, 2u, 3u, 7u}) {
    const Batches whole = make_batches(23, 5, 1);
    ASSERT_EQ(whole.size(), 4u);
    EXPECT_EQ(whole.front(), (std::vector<std::size_t>{5, 6, 7, 8, 9}));
    EXPECT_EQ(whole.back(), (std::vector<std::size_t>{20, 21, 22}));
    Batches joined(whole.size());
    for (std::size_t part = 0; part < parts; ++part) {
      const Batches mine = make_batches(23, 5, 1, part, parts);
      ASSERT_EQ(mine.size(), whole.size()) << "every worker takes part in every batch";
      for (std::size_t i = 0; i < mine.size(); ++i) {
        joined[i].insert(joined[i].end(), mine[i].begin(), mine[i].end());
      }
    }
    for (auto& batch : joined) std::sort(batch.begin(), batch.end());
    EXPECT_EQ(joined, whole) << parts << " parts";
  }
}

TEST(BatchLoader, EveryThreadMakesABatchAtTheSameTime) {
  constexpr int threads = 8;
  constexpr std::chrono::seconds long_enough(20);  // Only a loader that fails waits for so long.
  std::mutex mutex;
  std::condition_variable changed;
  int making = 0;
  BatchLoader loader(make_batches(threads, 1), threads, [&](std::size_t position) {
    std::unique_lock lock(mutex);
    ++making;
    changed.notify_all();
    changed.wait_for(lock, long_enough, [&] { return making == threads; });
    EXPECT_EQ(making, threads) << "batches in the making at once";
    return two_numbers(position);
  });
  for (int i = 0; i < threads; ++i) ASSERT_TRUE(loader.next());
}

}  // namespace
}  // namespace deepcars::data
