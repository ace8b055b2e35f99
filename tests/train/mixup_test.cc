#include "native/train/run/mixup.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace deepcars::train {
namespace {

TEST(Mixup, WithoutItPhotosStandAlone) {
  const Mixing mixing = mixing_at(3, 10, 0, 1);
  EXPECT_EQ(mixing.other, 3u);
  EXPECT_EQ(mixing.share, 1.0f);
}

TEST(Mixup, SharesAreTheLargerPartOfABetaDraw) {
  // E max(x, 1 - x) over Beta(1, 1), which is uniform, is 3/4; over Beta(1/2, 1/2) it is 1/2 + 1/pi.
  constexpr int draws = 20'000;
  constexpr double tolerance = 0.005;  // The standard error is 0.15 / sqrt(20000), about 0.001.
  struct Case {
    double alpha, mean;
  };
  for (const Case& beta : {Case{1, 0.75}, Case{0.5, 0.5 + 1 / std::acos(-1.0)}}) {
    double sum = 0;
    for (std::size_t i = 0; i < draws; ++i) {
      const float share = mixing_at(i, draws, beta.alpha, 7).share;
      ASSERT_GE(share, 0.5f);
      ASSERT_LE(share, 1.0f);
      sum += share;
    }
    EXPECT_NEAR(sum / draws, beta.mean, tolerance) << "alpha " << beta.alpha;
  }
}

TEST(Mixup, AnyPhotoMayBeTheOtherAndTheSeedDecides) {
  std::set<std::size_t> others;
  for (std::size_t i = 0; i < 200; ++i) {
    others.insert(mixing_at(i, 5, 0.3, 1).other);
    EXPECT_EQ(mixing_at(i, 5, 0.3, 1).share, mixing_at(i, 5, 0.3, 1).share);
  }
  EXPECT_EQ(others, (std::set<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_NE(mixing_at(0, 5, 0.3, 1).share, mixing_at(0, 5, 0.3, 2).share);
}

TEST(Mixup, PixelsAreAddedByShare) {
  std::vector<float> input = {1, -2};
  mix_into(input, std::vector<float>{3, 2}, 0.75f);
  EXPECT_EQ(input, (std::vector<float>{1.5f, -1.0f}));
}

}  // namespace
}  // namespace deepcars::train
