#include "native/import/fold_batch_norm.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::torch_import {
namespace {

constexpr double batch_norm_epsilon = 1e-5;  // PyTorch's default, which torchvision uses.

/// Whether there is a tensor of this name and shape.
Expected<void> check(const weights::Shapes& shapes, const std::string& name,
                     const std::vector<std::int64_t>& expected) {
  const auto found = shapes.find(name);
  if (found != shapes.end() && found->second == expected) return {};
  return failure(ErrorCode::weights_damaged,
                 "tensor " + name + (found == shapes.end() ? " is missing" : " has the wrong shape"),
                 "use the weights of a ResNet-18");
}

/// Whether there are a convolution's filters and the BatchNorm that follows it.
Expected<void> check(const weights::Shapes& shapes, const nn::NamedConv2d& conv,
                     const weights::Shapes& folded_shapes) {
  const nn::TorchvisionNames names = nn::torchvision_names(conv);
  if (auto good = check(shapes, names.weight, folded_shapes.at(conv.weight_name())); !good) return good;
  for (const char* part : {".running_mean", ".running_var", ".weight", ".bias"}) {
    if (auto good = check(shapes, names.batch_norm + part, {conv.shape.out_channels}); !good) return good;
  }
  return {};
}

/// Adds the folded weight and bias of one convolution.
void fold(const weights::Tensors& state, const nn::NamedConv2d& conv, weights::Tensors& folded) {
  const nn::TorchvisionNames names = nn::torchvision_names(conv);
  const auto batch_norm = [&](const char* part) -> const std::vector<float>& {
    return state.at(names.batch_norm + part).values;
  };
  const auto &mean = batch_norm(".running_mean"), &variance = batch_norm(".running_var"),
             &gain = batch_norm(".weight"), &shift = batch_norm(".bias");
  weights::NamedTensor weight = state.at(names.weight);
  weights::NamedTensor bias{.shape = {conv.shape.out_channels}, .values = std::vector<float>(mean.size())};
  const std::size_t per_filter = weight.values.size() / bias.values.size();
  for (std::size_t k = 0; k < bias.values.size(); ++k) {
    const double scale = gain[k] / std::sqrt(double{variance[k]} + batch_norm_epsilon);
    bias.values[k] = static_cast<float>(shift[k] - double{mean[k]} * scale);
    for (std::size_t i = 0; i < per_filter; ++i) {
      float& value = weight.values[k * per_filter + i];
      value = static_cast<float>(double{value} * scale);
    }
  }
  folded[conv.weight_name()] = std::move(weight);
  folded[conv.bias_name()] = std::move(bias);
}

/// The number of classes of a state before BatchNorm is folded. Errors: weights_damaged, naming the tensor that is missing
/// or of another shape.
Expected<int> unfolded_classes(const weights::Shapes& shapes) {
  const auto fc_bias = shapes.find("fc.bias");
  if (fc_bias == shapes.end() || fc_bias->second.size() != 1 || fc_bias->second[0] < 1 ||
      fc_bias->second[0] > std::numeric_limits<int>::max()) {
    return failure(ErrorCode::weights_damaged, "tensor fc.bias is missing or of the wrong shape",
                   "use the weights of a ResNet-18");
  }
  const int classes = static_cast<int>(fc_bias->second[0]);
  const weights::Shapes folded_shapes = nn::resnet18_shapes(classes);
  const nn::Topology topology = nn::resnet18_topology(classes);
  for (const nn::NamedConv2d& conv : nn::convolutions(topology)) {
    if (conv.name == topology.fc.name) continue;  // No BatchNorm follows it.
    if (auto good = check(shapes, conv, folded_shapes); !good) return tl::unexpected(good.error());
  }
  for (const std::string& name : {topology.fc.weight_name(), topology.fc.bias_name()}) {
    if (auto good = check(shapes, name, folded_shapes.at(name)); !good) return tl::unexpected(good.error());
  }
  return classes;
}

}  // namespace

Expected<weights::Tensors> fold_batch_norm(const weights::Tensors& state) {
  weights::Shapes shapes;
  for (const auto& [name, tensor] : state) shapes.emplace(name, tensor.shape);
  const auto classes = unfolded_classes(shapes);
  if (!classes) return tl::unexpected(classes.error());
  const nn::Topology topology = nn::resnet18_topology(*classes);
  weights::Tensors folded;
  for (const nn::NamedConv2d& conv : nn::convolutions(topology)) {
    if (conv.name != topology.fc.name) fold(state, conv, folded);
  }
  for (const std::string& name : {topology.fc.weight_name(), topology.fc.bias_name()}) {
    folded[name] = state.at(name);
  }
  return folded;
}

weights::Tensors with_batch_norm(const weights::Tensors& folded) {
  const nn::Topology topology = nn::resnet18_topology(static_cast<int>(folded.at("fc.bias").values.size()));
  weights::Tensors state;
  for (const nn::NamedConv2d& conv : nn::convolutions(topology)) {
    const weights::NamedTensor &weight = folded.at(conv.weight_name()), &bias = folded.at(conv.bias_name());
    if (conv.name == topology.fc.name) {
      state[conv.weight_name()] = weight;
      state[conv.bias_name()] = bias;
      continue;
    }
    const nn::TorchvisionNames names = nn::torchvision_names(conv);
    const auto all = [&](double value) {
      return weights::NamedTensor{
          .shape = bias.shape, .values = std::vector<float>(bias.values.size(), static_cast<float>(value))};
    };
    state[names.weight] = weight;
    state[names.batch_norm + ".weight"] = all(1);
    state[names.batch_norm + ".bias"] = bias;
    state[names.batch_norm + ".running_mean"] = all(0);
    state[names.batch_norm + ".running_var"] = all(1 - batch_norm_epsilon);
  }
  return state;
}

}  // namespace deepcars::torch_import
