#include "native/import/naming.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace deepcars::torch_import {
namespace {

TEST(Naming, HasEveryTensorOnceInEveryNaming) {
  constexpr std::size_t convolutions = 20, tensors_each = 5;
  for (const Naming& naming : known_namings()) {
    SCOPED_TRACE(naming.last_layer);
    std::set<std::string> names, torchvision;
    for (const BodyTensor& tensor : naming.body) {
      names.insert(tensor.name);
      torchvision.insert(tensor.torchvision);
    }
    EXPECT_EQ(naming.body.size(), convolutions * tensors_each);
    EXPECT_EQ(names.size(), naming.body.size());
    EXPECT_EQ(torchvision.size(), naming.body.size());
  }
}

TEST(Naming, FollowsTorchvision) {
  const Naming naming = known_namings().front();
  EXPECT_EQ(naming.last_layer, "fc");
  for (const BodyTensor& tensor : naming.body) EXPECT_EQ(tensor.name, tensor.torchvision);
}

TEST(Naming, FollowsHuggingFace) {
  const Naming naming = known_namings().back();
  std::map<std::string, std::string> to_torchvision;
  for (const BodyTensor& tensor : naming.body)
    to_torchvision.emplace(naming.body_wrapper + tensor.name, tensor.torchvision);
  // Names in the weight file of microsoft/resnet-18.
  const std::map<std::string, std::string> known = {
      {"resnet.embedder.embedder.convolution.weight", "conv1.weight"},
      {"resnet.embedder.embedder.normalization.running_mean", "bn1.running_mean"},
      {"resnet.encoder.stages.0.layers.0.layer.0.convolution.weight", "layer1.0.conv1.weight"},
      {"resnet.encoder.stages.0.layers.1.layer.1.normalization.bias", "layer1.1.bn2.bias"},
      {"resnet.encoder.stages.1.layers.0.shortcut.convolution.weight", "layer2.0.downsample.0.weight"},
      {"resnet.encoder.stages.3.layers.0.shortcut.normalization.running_var",
       "layer4.0.downsample.1.running_var"}};
  for (const auto& [name, torchvision] : known) {
    ASSERT_TRUE(to_torchvision.contains(name)) << name;
    EXPECT_EQ(to_torchvision.at(name), torchvision);
  }
  EXPECT_EQ(naming.last_layer, "classifier.1");
}

}  // namespace
}  // namespace deepcars::torch_import
