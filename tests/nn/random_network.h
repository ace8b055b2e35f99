// A ResNet-18 with random weights, scaled so that activations neither vanish nor explode.
#pragma once

#include <cmath>

#include "shared/nn/resnet18.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn {

inline std::map<std::string, weights::NamedTensor> random_weights(int classes, std::uint64_t seed) {
  Random random(seed);
  std::map<std::string, weights::NamedTensor> tensors;
  for (const auto& [name, shape] : resnet18_shapes(classes)) {
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    // Uniform values of variance 2 / fan-in (He et al., 2015); a small bias.
    const bool is_bias = shape.size() == 1;
    const double fan_in = static_cast<double>(count) / static_cast<double>(shape[0]);
    const double scale = is_bias ? 0.1 : std::sqrt(3.0 * 2.0 / fan_in);
    tensors[name] = {shape, random.values(count, static_cast<float>(scale))};
  }
  return tensors;
}

inline ResNet18 random_network(int classes, std::uint64_t seed) {
  return std::move(*ResNet18::create(random_weights(classes, seed)));
}

inline Tensor random_tensor(std::vector<int> shape, Random& random) {
  Tensor tensor = Tensor::zeros(std::move(shape));
  for (float& v : tensor.values) v = random.value(2);
  return tensor;
}

}  // namespace deepcars::nn
