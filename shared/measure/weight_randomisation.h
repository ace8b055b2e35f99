// Replaces the weights of a trained network by random ones, layer by layer from its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/nn/resnet18_topology.h"
#include "shared/weights/tensors.h"

namespace deepcars::measure {

/// What loses its training in one step of the cascade.
struct CascadeStage {
  std::string name;   ///< "fc", "layer4.1", ..., "conv1".
  std::string label;  ///< For people: "the last layer", "and block 8", ..., "all layers".
  std::vector<nn::NamedConv2d> convolutions;
};

/// The folded ResNet-18 with this many outputs from its last layer to its stem: fc, the eight blocks, conv1.
std::vector<CascadeStage> resnet18_cascade(int classes);

/// The weights of a convolution [K,C,R,S] in an untrained network: normal with variance 2 / fan-in; its bias is zero
/// (He et al., "Delving Deep into Rectifiers", 2015). Values then keep their size from layer to layer, so that no
/// ReLU layer dies and an all-zero map cannot pass for a map that has changed. They depend on the name and the seed
/// alone.
std::vector<float> random_weights(const nn::NamedConv2d& conv, std::uint64_t seed);

/// Replaces the tensors of a stage by those of an untrained network. Precondition: they exist.
void randomise(const CascadeStage& stage, std::uint64_t seed, weights::Tensors& tensors);

}  // namespace deepcars::measure
