#include "native/train/moving_average.h"

#include <gtest/gtest.h>

namespace deepcars::train {
namespace {

constexpr float tolerance = 1e-4f;  // 0.9^100, the share that 100 steps leave of the start, is 3e-5.

TEST(MovingAverage, KeepsItsShareOfTheAverage) {
  const ResNet18Module network = make_resnet18(2, 1);
  MovingAverage average(network, 2, 0.9), follower(network, 2, 0);
  const torch::NoGradGuard no_grad;
  const float before = network->fc->bias[0].item<float>();
  network->fc->bias[0] = before + 1;
  for (int step = 0; step < 100; ++step) average.update(network);
  follower.update(network);
  EXPECT_NEAR(average.network()->fc->bias[0].item<float>(), before + 1, tolerance)
      << "100 steps forget the start";
  EXPECT_EQ(follower.network()->fc->bias[0].item<float>(), before + 1);
  network->fc->bias[0] = before;
  average.update(network);
  EXPECT_NEAR(average.network()->fc->bias[0].item<float>(), before + 0.9, tolerance);
}

}  // namespace
}  // namespace deepcars::train
