#include "shared/measure/weight_randomisation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/nn/resnet18_topology.h"
#include "shared/random.h"

namespace deepcars::measure {
namespace {

/// Normally distributed values of mean 0 (Box and Muller, 1958).
void fill_normal(std::vector<float>& values, double standard_deviation, Random& random) {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const double radius = standard_deviation * std::sqrt(-2 * std::log(1 - random.uniform()));
    const double angle = 2 * std::numbers::pi * random.uniform();
    values[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < values.size()) values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

std::uint64_t seed_of(const std::string& name, std::uint64_t seed) {
  for (const char letter : name) seed = mix_seed(seed, static_cast<unsigned char>(letter));
  return seed;
}

}  // namespace

std::vector<CascadeStage> resnet18_cascade(int classes) {
  const nn::Topology topology = nn::resnet18_topology(classes);
  std::vector<CascadeStage> stages;
  stages.push_back({.name = topology.fc.name, .label = "the last layer", .convolutions = {topology.fc}});
  for (std::size_t block = topology.blocks.size(); block-- > 0;) {
    stages.push_back({.name = topology.blocks[block].name,
                      .label = "and block " + std::to_string(block + 1),
                      .convolutions = nn::convolutions(topology.blocks[block])});
  }
  stages.push_back({.name = topology.stem.name, .label = "all layers", .convolutions = {topology.stem}});
  return stages;
}

std::vector<float> random_weights(const nn::NamedConv2d& conv, std::uint64_t seed) {
  const nn::Conv2dShape& shape = conv.shape;
  const auto fan_in = static_cast<std::size_t>(shape.in_channels) *
                      static_cast<std::size_t>(shape.kernel_height) *
                      static_cast<std::size_t>(shape.kernel_width);
  std::vector<float> values(static_cast<std::size_t>(shape.out_channels) * fan_in);
  Random random(seed_of(conv.weight_name(), seed));
  fill_normal(values, std::sqrt(2 / static_cast<double>(fan_in)), random);
  return values;
}

void randomise(const CascadeStage& stage, std::uint64_t seed, weights::Tensors& tensors) {
  for (const nn::NamedConv2d& conv : stage.convolutions) {
    tensors.at(conv.weight_name()).values = random_weights(conv, seed);
    std::vector<float>& bias = tensors.at(conv.bias_name()).values;
    std::fill(bias.begin(), bias.end(), 0.0f);
  }
}

}  // namespace deepcars::measure
