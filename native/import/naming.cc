#include "native/import/naming.h"

#include <utility>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::torch_import {
namespace {

/// What a library calls a convolution's filter and the BatchNorm after it.
struct LayerNames {
  std::string weight, batch_norm;
};

LayerNames torchvision_layer(const nn::NamedConv2d& conv) {
  const nn::TorchvisionNames names = nn::torchvision_names(conv);
  return {.weight = names.weight, .batch_norm = names.batch_norm};
}

/// The stem is an embedder; "layer2.0.conv1" is the first layer of stage 1's block 0, and its downsample the
/// shortcut.
LayerNames hugging_face_layer(const nn::NamedConv2d& conv) {
  std::string path = "embedder.embedder";
  if (conv.stage > 0) {
    const std::size_t block = conv.name.find('.') + 1, layer = conv.name.rfind('.') + 1;
    path = "encoder.stages." + std::to_string(conv.stage - 1) + ".layers." +
           conv.name.substr(block, layer - block);
    const std::string last = conv.name.substr(layer);
    path += last == "downsample" ? "shortcut" : last == "conv1" ? "layer.0" : "layer.1";
  }
  return {.weight = path + ".convolution.weight", .batch_norm = path + ".normalization"};
}

/// The children of torchvision's network in one torch.nn.Sequential, which numbers them: convolution, BatchNorm, ReLU,
/// pooling, then the four layers.
LayerNames sequential_layer(const nn::NamedConv2d& conv) {
  if (conv.stage == 0) return {.weight = "0.weight", .batch_norm = "1"};
  constexpr int first_layer = 4;
  const auto numbered = [&](const std::string& name) {
    return std::to_string(first_layer + conv.stage - 1) + name.substr(name.find('.'));
  };
  const LayerNames names = torchvision_layer(conv);
  return {.weight = numbered(names.weight), .batch_norm = numbered(names.batch_norm)};
}

std::vector<BodyTensor> body_tensors(LayerNames (*names_of)(const nn::NamedConv2d&)) {
  const nn::Topology topology = nn::resnet18_topology(1);
  const weights::Shapes shapes = nn::resnet18_shapes(1);
  std::vector<BodyTensor> body;
  for (const nn::NamedConv2d& conv : nn::convolutions(topology)) {
    if (conv.name == topology.fc.name) continue;
    const LayerNames torchvision = torchvision_layer(conv), names = names_of(conv);
    body.push_back(
        {.name = names.weight, .torchvision = torchvision.weight, .shape = shapes.at(conv.weight_name())});
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
      body.push_back({.name = names.batch_norm + part,
                      .torchvision = torchvision.batch_norm + part,
                      .shape = {conv.shape.out_channels}});
    }
  }
  return body;
}

}  // namespace

std::vector<Naming> known_namings() {
  const std::string fc = nn::resnet18_topology(1).fc.name;
  return {
      {.body = body_tensors(torchvision_layer), .body_wrapper = "", .last_layer = fc},
      {.body = body_tensors(sequential_layer), .body_wrapper = "", .last_layer = "9"},
      {.body = body_tensors(hugging_face_layer), .body_wrapper = "resnet.", .last_layer = "classifier.1"}};
}

}  // namespace deepcars::torch_import
