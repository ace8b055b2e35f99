#include "native/train/optimization.h"

#include <gtest/gtest.h>

#include <map>

#include "native/train/resnet18_module.h"

namespace deepcars::train {
namespace {

TEST(LearningRate, RisesAndFallsWithTheCosine) {
  TrainOptions options;
  options.epochs = 10;
  options.warmup_epochs = 2;
  EXPECT_DOUBLE_EQ(learning_rate_factor(options, 0), 0.05);
  EXPECT_DOUBLE_EQ(learning_rate_factor(options, 1), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate_factor(options, 2), 1);
  EXPECT_NEAR(learning_rate_factor(options, 6), 0.5, 1e-12);
  EXPECT_NEAR(learning_rate_factor(options, 10), 0, 1e-12);
}

TEST(LearningRate, StepsDownAsTheOriginalDoes) {
  TrainOptions options;
  options.schedule = Schedule::steps;
  // torch.optim.lr_scheduler.LinearLR(start_factor=1, end_factor=0.05, total_iters=5)
  for (const auto& [progress, factor] :
       {std::pair{0.0, 1.0}, {0.9, 1.0}, {1.0, 0.81}, {4.5, 0.24}, {5.0, 0.05}, {9.0, 0.05}}) {
    EXPECT_NEAR(learning_rate_factor(options, progress), factor, 1e-12) << progress;
  }
}

TEST(Optimization, EarlierStagesLearnMoreSlowly) {
  TrainOptions options;
  options.learning_rate = 0.1;
  options.head_learning_rate = 0.3;
  options.layer_decay = 0.5;
  options.weight_decay = 0.01;
  options.warmup_epochs = 0;
  ResNet18Module network = make_resnet18(3, 1);
  Optimization optimization(options, network->named_parameters().pairs());
  optimization.set_progress(0);
  std::map<double, int> tensors_of_rate;
  for (auto& group : optimization.optimizer().param_groups()) {
    auto& adam = static_cast<torch::optim::AdamWOptions&>(group.options());
    tensors_of_rate[adam.lr()] += static_cast<int>(group.params().size());
    for (const torch::Tensor& parameter : group.params()) {
      EXPECT_EQ(adam.weight_decay(), parameter.dim() > 1 ? 0.01 : 0.0);
    }
  }
  // conv1 and bn1 (3 tensors); layer1 (12); layer2..layer4 (15 each, with their downsampling); fc (2).
  const std::map<double, int> expected = {{0.1 / 16, 3}, {0.1 / 8, 12}, {0.1 / 4, 15},
                                          {0.1 / 2, 15}, {0.1, 15},     {0.3, 2}};
  EXPECT_EQ(tensors_of_rate, expected);
}

}  // namespace
}  // namespace deepcars::train
