#include "native/measure/weight_randomisation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/nn/resnet18_topology.h"
#include "shared/random.h"

namespace deepcars::measure {
namespace {

void add_tensors(const nn::NamedConv2d& conv, CascadeStage& stage) {
  stage.tensors.push_back(conv.weight_name());
  stage.tensors.push_back(conv.bias_name());
}

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

std::vector<CascadeStage> resnet18_cascade() {
  const nn::Topology topology = nn::resnet18_topology(1);  // The number of classes does not matter here.
  std::vector<CascadeStage> stages(1, {.name = topology.fc.name, .tensors = {}});
  add_tensors(topology.fc, stages.back());
  for (auto block = topology.blocks.rbegin(); block != topology.blocks.rend(); ++block) {
    stages.push_back({.name = block->name, .tensors = {}});
    for (const nn::NamedConv2d& conv : nn::convolutions(*block)) add_tensors(conv, stages.back());
  }
  stages.push_back({.name = topology.stem.name, .tensors = {}});
  add_tensors(topology.stem, stages.back());
  return stages;
}

void randomise(const CascadeStage& stage, std::uint64_t seed, weights::Tensors& tensors) {
  for (const std::string& name : stage.tensors) {
    weights::NamedTensor& tensor = tensors.at(name);
    if (tensor.shape.size() == 1) {
      std::fill(tensor.values.begin(), tensor.values.end(), 0.0f);
      continue;
    }
    const double fan_in = static_cast<double>(tensor.values.size()) / static_cast<double>(tensor.shape[0]);
    Random random(seed_of(name, seed));
    fill_normal(tensor.values, std::sqrt(2 / fan_in), random);
  }
}

}  // namespace deepcars::measure
