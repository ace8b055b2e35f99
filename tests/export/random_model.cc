#include "tests/export/random_model.h"

#include <cmath>
#include <random>

#include "shared/nn/resnet18.h"

namespace deepcars::testing {
namespace {

/// Uniform in -limit..limit. std::uniform_real_distribution differs between libraries.
float uniform(std::mt19937& random, float limit) {
  return limit * (static_cast<float>(random()) / 2147483648.0f - 1.0f);
}

}  // namespace

exporting::ModelFile random_model(int classes, int size_px, std::uint32_t seed, int first_year) {
  auto buckets = score::YearBuckets::uniform(first_year, first_year + 2 * classes - 1, 2).value();
  weights::ModelMetadata metadata{.model_name = "random",
                                  .licence = "none needed",
                                  .input = {.size_px = size_px},
                                  .year_buckets = buckets,
                                  .class_years = weights::centre_years(buckets),
                                  .temperature = 1.5};
  exporting::ModelFile model{std::move(metadata), {}};
  std::mt19937 random(seed);
  for (const auto& [name, shape] : nn::resnet18_shapes(classes)) {
    std::size_t count = 1, fan_in = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      count *= static_cast<std::size_t>(shape[i]);
      if (i > 0) fan_in *= static_cast<std::size_t>(shape[i]);
    }
    // Uniform with this limit has the variance 2 / fan_in; the residual sums double the variance once per
    // block.
    const bool is_bias = shape.size() == 1;
    const float limit = is_bias ? 0.05f : std::sqrt(3.0f / static_cast<float>(fan_in));
    weights::NamedTensor tensor{shape, std::vector<float>(count)};
    for (float& value : tensor.values) value = uniform(random, limit);
    model.tensors.emplace(name, std::move(tensor));
  }
  return model;
}

}  // namespace deepcars::testing
