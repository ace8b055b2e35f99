#include "native/data/batch_loader.h"

#include <gtest/gtest.h>

#include <numeric>

namespace deepcars::native {
namespace {

std::vector<std::size_t> backwards(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.rbegin(), order.rend(), std::size_t{0});
  return order;
}

Expected<std::vector<float>> two_numbers(std::size_t position, std::size_t photo) {
  return std::vector<float>{static_cast<float>(position), static_cast<float>(photo)};
}

TEST(BatchLoader, HandsOutEveryPhotoOnceInOrder) {
  for (const int threads : {1, 3}) {
    for (const std::size_t count : {0u, 1u, 7u, 64u}) {
      BatchLoader loader(backwards(count), 5, threads, 2, two_numbers);
      std::vector<std::size_t> seen;
      while (true) {
        const auto batch = loader.next();
        ASSERT_TRUE(batch);
        if (!*batch) break;
        for (std::size_t i = 0; i < (*batch)->photos.size(); ++i) {
          EXPECT_EQ((*batch)->inputs[2 * i], static_cast<float>(seen.size()));
          EXPECT_EQ((*batch)->inputs[2 * i + 1], static_cast<float>((*batch)->photos[i]));
          seen.push_back((*batch)->photos[i]);
        }
      }
      EXPECT_EQ(seen, backwards(count)) << threads << " threads";
    }
  }
}

TEST(BatchLoader, PassesErrorsOnAndCanBeLeftEarly) {
  BatchLoader failing(backwards(20), 4, 2, 2, [](std::size_t position, std::size_t photo) {
    if (position == 9) return Expected<std::vector<float>>(failure(ErrorCode::image_damaged, "broken"));
    return two_numbers(position, photo);
  });
  EXPECT_TRUE(failing.next());
  EXPECT_TRUE(failing.next());
  const auto third = failing.next();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::image_damaged);
}

}  // namespace
}  // namespace deepcars::native
