#include "native/measure/weight_randomisation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "native/data/random.h"
#include "shared/nn/resnet18.h"

namespace deepcars::measure {
namespace {

/// The part of the network that a tensor belongs to: "layer4.1.conv2.weight" -> "layer4.1", "fc.bias" ->
/// "fc".
std::string stage_of(const std::string& tensor) {
  const std::size_t first = tensor.find('.');
  return tensor.substr(0, tensor.starts_with("layer") ? tensor.find('.', first + 1) : first);
}

/// Normally distributed values of mean 0 (Box and Muller, 1958).
void fill_normal(std::vector<float>& values, double standard_deviation, native::Random& random) {
  for (std::size_t i = 0; i < values.size(); i += 2) {
    const double radius = standard_deviation * std::sqrt(-2 * std::log(1 - random.uniform()));
    const double angle = 2 * std::numbers::pi * random.uniform();
    values[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < values.size()) values[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

std::uint64_t seed_of(const std::string& name, std::uint64_t seed) {
  for (const char letter : name) seed = native::mix_seed(seed, static_cast<unsigned char>(letter));
  return seed;
}

}  // namespace

std::vector<CascadeStage> resnet18_cascade() {
  // In the order of their names: conv1, fc, layer1.0, ..., layer4.1. One class: shapes do not matter here.
  std::map<std::string, std::vector<std::string>> members;
  for (const auto& [tensor, shape] : nn::resnet18_shapes(1)) members[stage_of(tensor)].push_back(tensor);
  std::vector<CascadeStage> stages = {{"fc", members.at("fc")}};
  for (auto part = members.rbegin(); part != members.rend(); ++part) {
    if (part->first.starts_with("layer")) stages.push_back({part->first, part->second});
  }
  stages.push_back({"conv1", members.at("conv1")});
  return stages;
}

void randomise(const CascadeStage& stage, std::uint64_t seed,
               std::map<std::string, weights::NamedTensor>& tensors) {
  for (const std::string& name : stage.tensors) {
    weights::NamedTensor& tensor = tensors.at(name);
    if (tensor.shape.size() == 1) {
      std::fill(tensor.values.begin(), tensor.values.end(), 0.0f);
      continue;
    }
    const double fan_in = static_cast<double>(tensor.values.size()) / static_cast<double>(tensor.shape[0]);
    native::Random random(seed_of(name, seed));
    fill_normal(tensor.values, std::sqrt(2 / fan_in), random);
  }
}

}  // namespace deepcars::measure
