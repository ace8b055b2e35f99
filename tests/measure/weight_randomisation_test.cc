#include "shared/measure/weight_randomisation.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48;

TEST(Cascade, GoesFromTheLastLayerToTheStemAndMeetsEveryTensorOnce) {
  const auto stages = resnet18_cascade(kClasses);
  std::vector<std::string> names;
  std::multiset<std::string> tensors;
  for (const CascadeStage& stage : stages) {
    names.push_back(stage.name);
    for (const nn::NamedConv2d& conv : stage.convolutions) {
      tensors.insert(conv.weight_name());
      tensors.insert(conv.bias_name());
    }
  }
  EXPECT_EQ(names, (std::vector<std::string>{"fc", "layer4.1", "layer4.0", "layer3.1", "layer3.0", "layer2.1",
                                             "layer2.0", "layer1.1", "layer1.0", "conv1"}));
  std::multiset<std::string> all;
  for (const auto& [name, shape] : nn::resnet18_shapes(kClasses)) all.insert(name);
  EXPECT_EQ(tensors, all);
}

TEST(Cascade, RandomWeightsHaveHesVarianceAndBiasesAreZero) {
  auto tensors = testing::random_model(kClasses, kSizePx, 3).tensors;
  const auto before = tensors;
  const CascadeStage stage = resnet18_cascade(kClasses)[2];
  ASSERT_EQ(stage.name, "layer4.0");
  randomise(stage, 1, tensors);
  double squares = 0;
  const auto& values = tensors.at("layer4.0.conv2.weight").values;
  for (const float value : values) squares += static_cast<double>(value) * value;
  EXPECT_NEAR(squares / static_cast<double>(values.size()) * (512 * 9) / 2, 1, 0.01);
  for (const float value : tensors.at("layer4.0.conv1.bias").values) EXPECT_EQ(value, 0);
  EXPECT_NE(tensors.at("layer4.0.downsample.weight").values, before.at("layer4.0.downsample.weight").values);
  EXPECT_EQ(tensors.at("layer4.1.conv1.weight").values, before.at("layer4.1.conv1.weight").values);

  auto again = before, other = before;
  randomise(stage, 1, again);
  randomise(stage, 2, other);
  EXPECT_EQ(again.at("layer4.0.conv2.weight").values, values);
  EXPECT_NE(other.at("layer4.0.conv2.weight").values, values);
}

}  // namespace
}  // namespace deepcars::measure
