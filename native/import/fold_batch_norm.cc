#include "native/import/fold_batch_norm.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::torch_import {
namespace {

constexpr double batch_norm_epsilon = 1e-5;  // PyTorch's default, which torchvision uses.

Expected<const weights::NamedTensor*> find(const weights::Tensors& state, const std::string& name,
                                           const std::vector<std::int64_t>& shape) {
  const auto found = state.find(name);
  if (found == state.end()) {
    return failure(ErrorCode::weights_damaged, "tensor " + name + " is missing",
                   "use the weights of a ResNet-18");
  }
  if (found->second.shape != shape) {
    return failure(ErrorCode::weights_damaged, "tensor " + name + " has the wrong shape",
                   "use the weights of a ResNet-18");
  }
  return &found->second;
}

/// Adds the folded weight and bias of one convolution.
Expected<void> fold(const weights::Tensors& state, const nn::NamedConv2d& conv, const weights::Shapes& shapes,
                    weights::Tensors& folded) {
  const nn::TorchvisionNames names = nn::torchvision_names(conv);
  const std::int64_t channels = conv.shape.out_channels;
  const auto filters = find(state, names.weight, shapes.at(conv.weight_name()));
  if (!filters) return tl::unexpected(filters.error());
  const auto mean = find(state, names.batch_norm + ".running_mean", {channels});
  if (!mean) return tl::unexpected(mean.error());
  const auto variance = find(state, names.batch_norm + ".running_var", {channels});
  if (!variance) return tl::unexpected(variance.error());
  const auto gain = find(state, names.batch_norm + ".weight", {channels});
  if (!gain) return tl::unexpected(gain.error());
  const auto shift = find(state, names.batch_norm + ".bias", {channels});
  if (!shift) return tl::unexpected(shift.error());

  weights::NamedTensor weight = **filters;
  weights::NamedTensor bias{.shape = {channels},
                            .values = std::vector<float>(static_cast<std::size_t>(channels))};
  const std::size_t per_filter = weight.values.size() / bias.values.size();
  for (std::size_t k = 0; k < bias.values.size(); ++k) {
    const double scale = (*gain)->values[k] / std::sqrt(double{(*variance)->values[k]} + batch_norm_epsilon);
    bias.values[k] = static_cast<float>((*shift)->values[k] - double{(*mean)->values[k]} * scale);
    for (std::size_t i = 0; i < per_filter; ++i) {
      float& value = weight.values[k * per_filter + i];
      value = static_cast<float>(double{value} * scale);
    }
  }
  folded[conv.weight_name()] = std::move(weight);
  folded[conv.bias_name()] = std::move(bias);
  return {};
}

}  // namespace

Expected<weights::Tensors> fold_batch_norm(const weights::Tensors& state) {
  const auto fc_bias = state.find("fc.bias");
  if (fc_bias == state.end() || fc_bias->second.shape.size() != 1 || fc_bias->second.shape[0] < 1) {
    return failure(ErrorCode::weights_damaged, "tensor fc.bias is missing or of the wrong shape",
                   "use the weights of a ResNet-18");
  }
  const int classes = static_cast<int>(fc_bias->second.shape[0]);
  const weights::Shapes shapes = nn::resnet18_shapes(classes);
  const nn::Topology topology = nn::resnet18_topology(classes);
  weights::Tensors folded;
  for (const nn::NamedConv2d& conv : nn::convolutions(topology)) {
    if (conv.name == topology.fc.name) continue;  // No BatchNorm follows it.
    if (auto done = fold(state, conv, shapes, folded); !done) return tl::unexpected(done.error());
  }
  for (const std::string& name : {topology.fc.weight_name(), topology.fc.bias_name()}) {
    const auto tensor = find(state, name, shapes.at(name));
    if (!tensor) return tl::unexpected(tensor.error());
    folded[name] = **tensor;
  }
  return folded;
}

}  // namespace deepcars::torch_import
