// Replaces the weights of a trained network by random ones, layer by layer from its end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/weights/tensors.h"

namespace deepcars::measure {

/// What loses its training in one step of the cascade.
struct CascadeStage {
  std::string name;                  ///< "fc", "layer4.1", ..., "conv1".
  std::vector<std::string> tensors;  ///< Names, as nn::resnet18_shapes has them.
};

/// The folded ResNet-18 from its last layer to its stem: fc, the eight blocks, conv1.
std::vector<CascadeStage> resnet18_cascade();

/// Replaces the named tensors by what an untrained network has: weights are normal with variance 2 / fan-in
/// and biases zero (He et al., "Delving Deep into Rectifiers", 2015). Values then keep their size from layer
/// to layer, so that no ReLU layer dies and an all-zero map cannot pass for a map that has changed. A
/// tensor's values depend on its name and the seed alone. Precondition: every tensor of the stage exists.
void randomise(const CascadeStage& stage, std::uint64_t seed, weights::Tensors& tensors);

}  // namespace deepcars::measure
