// What libraries call ResNet-18's tensors. Every name follows from nn::resnet18_topology.
#pragma once

#include <string>
#include <vector>

#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// One tensor of ResNet-18 below its last layer.
struct BodyTensor {
  /// The library's name: "encoder.stages.1.layers.0.shortcut.normalization.running_var"
  std::string name;
  /// torchvision's name: "layer2.0.downsample.1.running_var"
  std::string torchvision;
  std::vector<std::int64_t> shape;
};

/// A library's names. In a file all of them may have one prefix in front, which is another for the body and
/// the last layer where the library wraps the body.
struct Naming {
  /// All tensors of a state but the last layer's.
  std::vector<BodyTensor> body;
  /// What the body has in front of its names and the last layer has not: "resnet."
  std::string body_wrapper;
  /// "fc", "classifier.1"
  std::string last_layer;
};

/// torchvision's names, which are timm's too; those of Hugging Face's transformers; and those of torchvision's parts in
/// a torch.nn.Sequential, as fastai has them and people who cut the last layer off.
std::vector<Naming> known_namings();

}  // namespace deepcars::torch_import
