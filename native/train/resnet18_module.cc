#include "native/train/resnet18_module.h"

#include <cstring>

#include "native/train/resnet18_torch.h"
#include "native/train/synchronised_batch_norm.h"

namespace deepcars::native {
namespace {

torch::nn::Conv2d convolution(int in_channels, int out_channels, int kernel, int stride) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in_channels, out_channels, kernel)
                               .stride(stride)
                               .padding(kernel / 2)
                               .bias(false));
}

weights::NamedTensor to_named(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  const float* values = plain.data_ptr<float>();
  return {plain.sizes().vec(), std::vector<float>(values, values + plain.numel())};
}

/// Calls visit(name, tensor) for each parameter and running statistic.
template <typename Visit>
void for_each_tensor(const ResNet18Module& network, Visit visit) {
  for (const auto& item : network->named_parameters()) visit(item.key(), item.value());
  for (const auto& item : network->named_buffers()) {
    if (!std::string_view(item.key()).ends_with("num_batches_tracked")) visit(item.key(), item.value());
  }
}

}  // namespace

BasicBlockImpl::BasicBlockImpl(int in_channels, int out_channels, int stride)
    : conv1_(register_module("conv1", convolution(in_channels, out_channels, 3, stride))),
      conv2_(register_module("conv2", convolution(out_channels, out_channels, 3, 1))),
      bn1_(register_module("bn1", torch::nn::BatchNorm2d(out_channels))),
      bn2_(register_module("bn2", torch::nn::BatchNorm2d(out_channels))) {
  if (stride == 1 && in_channels == out_channels) return;
  downsample_conv_ = convolution(in_channels, out_channels, 1, stride);
  downsample_norm_ = torch::nn::BatchNorm2d(out_channels);
  register_module("downsample", torch::nn::Sequential(downsample_conv_, downsample_norm_));
}

torch::Tensor BasicBlockImpl::forward(torch::Tensor x) {
  torch::Tensor shortcut = x;
  if (downsample_conv_) shortcut = batch_norm(downsample_norm_, downsample_conv_->forward(x), workers_);
  x = batch_norm(bn1_, conv1_->forward(x), workers_).relu_();
  x = batch_norm(bn2_, conv2_->forward(x), workers_);
  return x.add_(shortcut).relu_();
}

ResNet18ModuleImpl::ResNet18ModuleImpl(int classes)
    : fc(register_module("fc", torch::nn::Linear(512, classes))),
      conv1_(register_module("conv1", convolution(3, 64, 7, 2))),
      bn1_(register_module("bn1", torch::nn::BatchNorm2d(64))),
      layer1_(register_module("layer1", layer(64, 64, 1))),
      layer2_(register_module("layer2", layer(64, 128, 2))),
      layer3_(register_module("layer3", layer(128, 256, 2))),
      layer4_(register_module("layer4", layer(256, 512, 2))) {}

torch::nn::Sequential ResNet18ModuleImpl::layer(int in_channels, int out_channels, int stride) {
  return torch::nn::Sequential(BasicBlock(in_channels, out_channels, stride),
                               BasicBlock(out_channels, out_channels, 1));
}

torch::Tensor ResNet18ModuleImpl::features(torch::Tensor x) {
  x = batch_norm(bn1_, conv1_->forward(x), workers_).relu_();
  x = torch::max_pool2d(x, 3, 2, 1);
  x = layer4_->forward(layer3_->forward(layer2_->forward(layer1_->forward(x))));
  return x.mean({2, 3});
}

void ResNet18ModuleImpl::share(Workers* workers) {
  workers_ = workers;
  for (torch::nn::Sequential layer : {layer1_, layer2_, layer3_, layer4_}) {
    for (std::size_t i = 0; i < layer->size(); ++i) layer->at<BasicBlockImpl>(i).share(workers);
  }
}

ResNet18Module make_resnet18(int classes, std::uint64_t seed) {
  torch::manual_seed(seed);
  ResNet18Module network(classes);
  for (auto& item : network->named_parameters()) {
    if (item.value().dim() == 4)
      torch::nn::init::kaiming_normal_(item.value(), 0, torch::kFanOut, torch::kReLU);
  }
  return network;
}

Expected<void> load_state(ResNet18Module& network, const TensorMap& state) {
  const torch::NoGradGuard no_grad;
  std::string problem;
  const auto fc_bias = state.find("fc.bias");
  const bool same_classes = fc_bias != state.end() && fc_bias->second.shape.size() == 1 &&
                            fc_bias->second.shape[0] == network->fc->options.out_features();
  for_each_tensor(network, [&](const std::string& name, torch::Tensor tensor) {
    const bool head = name == "fc.weight" || name == "fc.bias";
    if (!problem.empty() || (head && !same_classes)) return;
    const auto found = state.find(name);
    if (found == state.end()) {
      problem = "tensor " + name + " is missing";
    } else if (tensor.sizes().vec() != found->second.shape) {
      problem = "tensor " + name + " has the wrong shape";
    } else {
      tensor.copy_(torch::tensor(at::ArrayRef<float>(found->second.values)).reshape(tensor.sizes()));
    }
  });
  if (!problem.empty()) return failure(ErrorCode::weights_damaged, problem, "use the weights of a ResNet-18");
  return {};
}

TensorMap state_of(const ResNet18Module& network) {
  TensorMap state;
  for_each_tensor(
      network, [&](const std::string& name, const torch::Tensor& tensor) { state[name] = to_named(tensor); });
  return state;
}

TensorMap random_resnet18_state(int classes, std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  ResNet18Module network = make_resnet18(classes, seed);
  for (auto& item : network->named_parameters()) {
    const std::string& name = item.key();
    if (name.find("bn") != std::string::npos || name.find("downsample.1") != std::string::npos) {
      item.value().add_(torch::randn_like(item.value()) * 0.1);
    }
  }
  for (auto& item : network->named_buffers()) {
    if (item.key().find("running_mean") != std::string::npos) item.value().normal_(0.0, 0.2);
    if (item.key().find("running_var") != std::string::npos) item.value().uniform_(0.5, 1.5);
  }
  return state_of(network);
}

Expected<nn::Tensor> resnet18_logits(const TensorMap& state, const nn::Tensor& input) {
  const torch::NoGradGuard no_grad;
  const auto fc_bias = state.find("fc.bias");
  if (fc_bias == state.end() || fc_bias->second.values.empty()) {
    return failure(ErrorCode::weights_damaged, "tensor fc.bias is missing", "use the weights of a ResNet-18");
  }
  ResNet18Module network = make_resnet18(static_cast<int>(fc_bias->second.values.size()), 0);
  if (auto done = load_state(network, state); !done) return tl::unexpected(done.error());
  network->eval();
  const std::vector<std::int64_t> shape(input.shape.begin(), input.shape.end());
  const auto logits =
      to_named(network->forward(torch::tensor(at::ArrayRef<float>(input.values)).reshape(shape)));
  return nn::Tensor{{static_cast<int>(logits.shape[0]), static_cast<int>(logits.shape[1])}, logits.values};
}

}  // namespace deepcars::native
