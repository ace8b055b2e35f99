#include "tests/random_model.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::testing {

weights::Tensors random_tensors(int classes, std::uint64_t seed) {
  Random random(seed);
  weights::Tensors tensors;
  for (const auto& [name, shape] : nn::resnet18_shapes(classes)) {
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    // Uniform with this limit has the variance 1 / fan_in; the residual sums then double the variance once per
    // block.
    const bool is_bias = shape.size() == 1;
    const double fan_in = static_cast<double>(count) / static_cast<double>(shape[0]);
    const double limit = is_bias ? 0.05 : std::sqrt(3.0 / fan_in);
    tensors[name] = {.shape = shape, .values = random.values(count, static_cast<float>(limit))};
  }
  return tensors;
}

nn::ResNet18 random_network(int classes, std::uint64_t seed) {
  return std::move(*nn::ResNet18::create(random_tensors(classes, seed)));
}

namespace {

/// Four prototypes, and distances that spread over all that there are.
features::FamiliarityModel random_familiarity(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<float>> prototypes;
  for (int i = 0; i < 4; ++i) prototypes.push_back(random.values(256, 1));
  return features::FamiliarityModel::create(prototypes, {0, 1, 2}).value();
}

}  // namespace

weights::ModelFile random_model(int classes, int size_px, std::uint64_t seed, int first_year) {
  auto buckets = score::YearBuckets::uniform(first_year, first_year + 2 * classes - 1, 2).value();
  return {.metadata = {.model_name = "random",
                       .licence = "none needed",
                       .input = {.size_px = size_px},
                       .year_buckets = buckets,
                       .class_years = weights::centre_years(buckets),
                       .temperature = 1.5},
          .tensors = random_tensors(classes, seed),
          .familiarity = random_familiarity(seed)};
}

nn::Tensor random_tensor(std::vector<int> shape, Random& random) {
  nn::Tensor tensor = nn::Tensor::zeros(std::move(shape));
  for (float& v : tensor.values) v = random.value(2);
  return tensor;
}

}  // namespace deepcars::testing
