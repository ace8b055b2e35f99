#include "native/train/fold_batch_norm.h"

#include <cmath>

#include "shared/nn/resnet18.h"

namespace deepcars::native {
namespace {

constexpr double batch_norm_epsilon = 1e-5;  // PyTorch's default, which torchvision uses.

/// "layer1.0.conv2" -> "layer1.0.bn2", "layer2.0.downsample" -> "layer2.0.downsample.1".
std::string batch_norm_name(const std::string& convolution) {
  if (convolution.ends_with("downsample")) return convolution + ".1";
  std::string name = convolution;
  return name.replace(name.rfind("conv"), 4, "bn");
}

Expected<const weights::NamedTensor*> find(const TensorMap& state, const std::string& name,
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

Expected<void> fold(const TensorMap& state, const std::string& convolution,
                    const std::vector<std::int64_t>& shape, TensorMap& folded) {
  const std::string source =
      convolution.ends_with("downsample") ? convolution + ".0.weight" : convolution + ".weight";
  const auto filters = find(state, source, shape);
  if (!filters) return tl::unexpected(filters.error());
  const std::string norm = batch_norm_name(convolution);
  const weights::NamedTensor* parts[4] = {};
  const char* const names[4] = {".running_mean", ".running_var", ".weight", ".bias"};
  for (int i = 0; i < 4; ++i) {
    const auto part = find(state, norm + names[i], {shape[0]});
    if (!part) return tl::unexpected(part.error());
    parts[i] = *part;
  }
  weights::NamedTensor weight = **filters;
  weights::NamedTensor bias{{shape[0]}, std::vector<float>(static_cast<std::size_t>(shape[0]))};
  const std::size_t per_filter = weight.values.size() / bias.values.size();
  for (std::size_t c = 0; c < bias.values.size(); ++c) {
    const double scale = parts[2]->values[c] / std::sqrt(double{parts[1]->values[c]} + batch_norm_epsilon);
    bias.values[c] = static_cast<float>(parts[3]->values[c] - double{parts[0]->values[c]} * scale);
    for (std::size_t i = 0; i < per_filter; ++i) {
      float& value = weight.values[c * per_filter + i];
      value = static_cast<float>(double{value} * scale);
    }
  }
  folded[convolution + ".weight"] = std::move(weight);
  folded[convolution + ".bias"] = std::move(bias);
  return {};
}

}  // namespace

Expected<TensorMap> fold_batch_norm(const TensorMap& state) {
  const auto fc_bias = state.find("fc.bias");
  if (fc_bias == state.end() || fc_bias->second.shape.size() != 1 || fc_bias->second.shape[0] < 1) {
    return failure(ErrorCode::weights_damaged, "tensor fc.bias is missing or of the wrong shape",
                   "use the weights of a ResNet-18");
  }
  TensorMap folded;
  for (const auto& [name, shape] : nn::resnet18_shapes(static_cast<int>(fc_bias->second.shape[0]))) {
    if (name.starts_with("fc.")) {
      const auto tensor = find(state, name, shape);
      if (!tensor) return tl::unexpected(tensor.error());
      folded[name] = **tensor;
    } else if (name.ends_with(".weight")) {
      const std::string convolution = name.substr(0, name.size() - std::string_view(".weight").size());
      if (auto done = fold(state, convolution, shape, folded); !done) return tl::unexpected(done.error());
    }
  }
  return folded;
}

}  // namespace deepcars::native
