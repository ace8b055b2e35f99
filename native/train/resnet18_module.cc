#include "native/train/resnet18_module.h"

#include <string>
#include <string_view>
#include <vector>

#include "native/train/synchronised_batch_norm.h"

namespace deepcars::train {
namespace {

torch::nn::Conv2d convolution(const nn::NamedConv2d& conv) {
  const nn::Conv2dShape& shape = conv.shape;
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(shape.in_channels, shape.out_channels,
                                                    {shape.kernel_height, shape.kernel_width})
                               .stride(shape.stride)
                               .padding(shape.padding)
                               .bias(false));
}

torch::nn::BatchNorm2d norm_after(const nn::NamedConv2d& conv) {
  return torch::nn::BatchNorm2d(conv.shape.out_channels);
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

BasicBlockImpl::BasicBlockImpl(const nn::BlockTopology& block)
    : conv1_(register_module("conv1", convolution(block.conv1))),
      conv2_(register_module("conv2", convolution(block.conv2))),
      bn1_(register_module("bn1", norm_after(block.conv1))),
      bn2_(register_module("bn2", norm_after(block.conv2))) {
  if (!block.downsample) return;
  downsample_conv_ = convolution(*block.downsample);
  downsample_norm_ = norm_after(*block.downsample);
  register_module("downsample", torch::nn::Sequential(downsample_conv_, downsample_norm_));
}

torch::Tensor BasicBlockImpl::forward(torch::Tensor x) {
  torch::Tensor shortcut = x;
  if (downsample_conv_) shortcut = batch_norm(downsample_norm_, downsample_conv_->forward(x), workers_);
  x = batch_norm(bn1_, conv1_->forward(x), workers_).relu_();
  x = batch_norm(bn2_, conv2_->forward(x), workers_);
  return x.add_(shortcut).relu_();
}

// The order in which the layers are made is that in which they draw their random weights.
ResNet18ModuleImpl::ResNet18ModuleImpl(int classes) : ResNet18ModuleImpl(nn::resnet18_topology(classes)) {}

ResNet18ModuleImpl::ResNet18ModuleImpl(const nn::Topology& topology)
    : fc(register_module("fc",
                         torch::nn::Linear(topology.fc.shape.in_channels, topology.fc.shape.out_channels))),
      max_pool_(topology.max_pool),
      conv1_(register_module("conv1", convolution(topology.stem))),
      bn1_(register_module("bn1", norm_after(topology.stem))) {
  for (int stage = 1; stage <= nn::resnet18_stages; ++stage) {
    torch::nn::Sequential layer;
    for (const nn::BlockTopology& block : topology.blocks)
      if (block.stage == stage) layer->push_back(BasicBlock(block));
    layers_.push_back(register_module("layer" + std::to_string(stage), layer));
  }
}

torch::Tensor ResNet18ModuleImpl::features(torch::Tensor x) {
  x = batch_norm(bn1_, conv1_->forward(x), workers_).relu_();
  x = torch::max_pool2d(x, max_pool_.kernel, max_pool_.stride, max_pool_.padding);
  for (torch::nn::Sequential& layer : layers_) x = layer->forward(x);
  return x.mean({2, 3});
}

void ResNet18ModuleImpl::share(Workers* workers) {
  workers_ = workers;
  for (torch::nn::Sequential& layer : layers_) {
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

Expected<void> load_state(ResNet18Module& network, const weights::Tensors& state) {
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

weights::Tensors state_of(const ResNet18Module& network) {
  weights::Tensors state;
  for_each_tensor(
      network, [&](const std::string& name, const torch::Tensor& tensor) { state[name] = to_named(tensor); });
  return state;
}

}  // namespace deepcars::train
