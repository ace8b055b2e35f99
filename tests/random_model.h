// Networks and models with random weights: good enough for everything but being right.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/nn/resnet18.h"
#include "shared/nn/tensor.h"
#include "shared/weights/model_file.h"
#include "tests/random.h"

namespace deepcars::testing {

/// A folded ResNet-18's tensors, scaled so that activations keep their size from layer to layer (He et al.,
/// "Delving Deep into Rectifiers", 2015). The same for the same seed on every platform.
weights::Tensors random_tensors(int classes, std::uint64_t seed);

/// The network of random_tensors.
nn::ResNet18 random_network(int classes, std::uint64_t seed);

/// random_tensors with metadata: two-year buckets from first_year on.
weights::ModelFile random_model(int classes, int size_px, std::uint64_t seed, int first_year = 2000);

/// Uniform values in -2..2, about what normalised photos hold.
nn::Tensor random_tensor(std::vector<int> shape, Random& random);

}  // namespace deepcars::testing
