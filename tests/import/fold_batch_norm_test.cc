#include "native/import/fold_batch_norm.h"

#include <gtest/gtest.h>

#include "shared/nn/resnet18.h"
#include "tests/import/unfolded_resnet18.h"
#include "tests/numeric_check.h"
#include "tests/random_model.h"

namespace deepcars::torch_import {
namespace {

/// fp32 sums of a few thousand terms, in another order, through 20 layers.
constexpr double relative_tolerance = 1e-3;

TEST(FoldBatchNorm, GivesTheLogitsOfTheUnfoldedNetworkInEvalMode) {
  constexpr int classes = 7;
  const weights::Tensors state = testing::random_unfolded_state(classes, 3);
  const auto folded = fold_batch_norm(state);
  ASSERT_TRUE(folded) << folded.error().sentence();
  const auto network = nn::ResNet18::create(*folded);
  ASSERT_TRUE(network) << network.error().sentence();
  nn::ThreadPool pool(2);
  testing::Random random(4);
  for (const auto& [height, width] : {std::pair{64, 64}, {33, 50}}) {
    const nn::Tensor input = testing::random_tensor({2, 3, height, width}, random);
    const nn::Tensor expected = testing::unfolded_logits(state, classes, input);
    const nn::Tensor found = network->forward(input, pool).logits;
    ASSERT_EQ(found.shape, (std::vector<int>{2, classes}));
    EXPECT_TRUE(testing::close(expected.values, found.values, relative_tolerance,
                               testing::case_text(3, {{"H", height}, {"W", width}})));
  }
}

TEST(FoldBatchNorm, ItsInverseGivesTheSameBitsBack) {
  weights::Tensors folded = testing::random_tensors(5, 6);
  testing::Random random(7);
  for (auto& [name, tensor] : folded) {
    for (float& value : tensor.values) value += random.value(0.1f);
  }
  const auto again = fold_batch_norm(with_batch_norm(folded));
  ASSERT_TRUE(again) << again.error().sentence();
  ASSERT_EQ(again->size(), folded.size());
  for (const auto& [name, tensor] : folded) {
    EXPECT_EQ(again->at(name).shape, tensor.shape) << name;
    EXPECT_TRUE(again->at(name).values == tensor.values) << name;
  }
}

TEST(FoldBatchNorm, NamesTheTensorThatIsMissingOrMisshapen) {
  weights::Tensors state = testing::random_unfolded_state(3, 1);
  auto damaged = state;
  damaged.erase("layer3.1.bn2.running_var");
  auto folded = fold_batch_norm(damaged);
  ASSERT_FALSE(folded);
  EXPECT_NE(folded.error().message.find("layer3.1.bn2.running_var"), std::string::npos);
  damaged = state;
  damaged["layer2.0.downsample.0.weight"].shape = {128, 64};
  folded = fold_batch_norm(damaged);
  ASSERT_FALSE(folded);
  EXPECT_NE(folded.error().message.find("layer2.0.downsample.0.weight"), std::string::npos);
  state.erase("fc.bias");
  EXPECT_FALSE(fold_batch_norm(state));
}

}  // namespace
}  // namespace deepcars::torch_import
