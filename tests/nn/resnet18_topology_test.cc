// The one description of ResNet-18, against what is known of it.
#include "shared/nn/resnet18_topology.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace deepcars::nn {
namespace {

constexpr int classes = 11;

TEST(ResNet18Topology, ShapesAreTheFoldedNetworks) {
  const auto shapes = resnet18_shapes(classes);
  EXPECT_EQ(shapes.size(), 2u * (1 + 16 + 3 + 1));
  EXPECT_EQ(shapes.at("conv1.weight"), (std::vector<std::int64_t>{64, 3, 7, 7}));
  EXPECT_EQ(shapes.at("layer3.0.conv1.weight"), (std::vector<std::int64_t>{256, 128, 3, 3}));
  EXPECT_EQ(shapes.at("layer2.0.downsample.weight"), (std::vector<std::int64_t>{128, 64, 1, 1}));
  EXPECT_EQ(shapes.at("layer4.1.conv2.bias"), (std::vector<std::int64_t>{512}));
  EXPECT_EQ(shapes.at("fc.weight"), (std::vector<std::int64_t>{classes, 512}));
}

TEST(ResNet18Topology, ConvolutionsFollowOneAnother) {
  const Topology topology = resnet18_topology(classes);
  int channels = topology.stem.shape.out_channels, stage = 1;
  for (const BlockTopology& block : topology.blocks) {
    EXPECT_GE(block.stage, stage) << block.name;
    stage = block.stage;
    EXPECT_EQ(block.conv1.shape.in_channels, channels) << block.name;
    EXPECT_EQ(block.conv2.shape.in_channels, block.conv1.shape.out_channels) << block.name;
    channels = block.conv2.shape.out_channels;
    EXPECT_EQ(block.downsample.has_value(),
              block.conv1.shape.stride != 1 || block.conv1.shape.in_channels != channels)
        << block.name;
    for (const NamedConv2d& conv : convolutions(block)) EXPECT_EQ(conv.stage, block.stage) << conv.name;
  }
  EXPECT_EQ(stage, resnet18_stages);
  EXPECT_EQ(topology.fc.shape.in_channels, channels);
}

// A photo of 224 pixels becomes 56 after the max pool and 7 before the average pool.
TEST(ResNet18Topology, MapsShrinkAsInThePaper) {
  const Topology topology = resnet18_topology(classes);
  int size = topology.max_pool.out_size(topology.stem.shape.out_height(224));
  EXPECT_EQ(size, 56);
  for (const BlockTopology& block : topology.blocks) size = block.conv1.shape.out_height(size);
  EXPECT_EQ(size, 7);
}

TEST(ResNet18Topology, OnlyTheThreeByThreeConvolutionsOfStrideOneSuitWinograd) {
  int winograd = 0;
  for (const NamedConv2d& conv : convolutions(resnet18_topology(classes)))
    winograd += conv.shape.suits_winograd();
  EXPECT_EQ(winograd, 13);
  EXPECT_FALSE((Conv2dShape{8, 8, 3, 3, 1, 0}.suits_winograd())) << "without padding";
}

TEST(ResNet18Topology, TorchvisionNamesAreTorchvisions) {
  std::set<std::string> names;
  for (const NamedConv2d& conv : convolutions(resnet18_topology(classes))) {
    const TorchvisionNames torchvision = torchvision_names(conv);
    names.insert(torchvision.weight);
    if (!torchvision.batch_norm.empty()) names.insert(torchvision.batch_norm);
  }
  EXPECT_EQ(names.size(), 2u * 20 + 1);
  for (const char* name : {"conv1.weight", "bn1", "layer1.0.conv2.weight", "layer1.0.bn2",
                           "layer2.0.downsample.0.weight", "layer2.0.downsample.1", "fc.weight"})
    EXPECT_TRUE(names.contains(name)) << name;
}

TEST(ResNet18Topology, EveryParameterHasItsStage) {
  EXPECT_EQ(stage_of_torchvision_parameter("conv1.weight"), 0);
  EXPECT_EQ(stage_of_torchvision_parameter("bn1.bias"), 0);
  EXPECT_EQ(stage_of_torchvision_parameter("layer1.0.bn1.weight"), 1);
  EXPECT_EQ(stage_of_torchvision_parameter("layer2.0.downsample.0.weight"), 2);
  EXPECT_EQ(stage_of_torchvision_parameter("layer2.0.downsample.1.running_mean"), 2);
  EXPECT_EQ(stage_of_torchvision_parameter("layer4.1.conv2.weight"), 4);
  EXPECT_EQ(stage_of_torchvision_parameter("fc.weight"), 5);
  EXPECT_EQ(stage_of_torchvision_parameter("fc.bias"), 5);
}

}  // namespace
}  // namespace deepcars::nn
