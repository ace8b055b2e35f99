#include "tests/perf/bench_libtorch.h"

#include <torch/torch.h>

#include <map>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::perf {

struct LibTorchNetwork::Weights {
  nn::Topology topology;
  std::map<std::string, torch::Tensor> tensors;

  torch::Tensor apply(const nn::NamedConv2d& conv, const torch::Tensor& x) const {
    return torch::conv2d(x, tensors.at(conv.weight_name()), tensors.at(conv.bias_name()), conv.shape.stride,
                         conv.shape.padding);
  }

  torch::Tensor logits(const torch::Tensor& photos) const {
    const nn::PoolShape& pool = topology.max_pool;
    torch::Tensor x =
        torch::max_pool2d(apply(topology.stem, photos).relu_(), pool.kernel, pool.stride, pool.padding);
    for (const nn::BlockTopology& block : topology.blocks) {
      const torch::Tensor middle = apply(block.conv1, x).relu_();
      const torch::Tensor shortcut = block.downsample ? apply(*block.downsample, x) : x;
      x = apply(block.conv2, middle).add_(shortcut).relu_();
    }
    return torch::linear(x.mean({2, 3}), tensors.at(topology.fc.weight_name()),
                         tensors.at(topology.fc.bias_name()));
  }
};

namespace {

torch::Tensor view(const nn::Tensor& tensor) {
  const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
  return torch::from_blob(const_cast<float*>(tensor.values.data()), shape);
}

std::vector<float> values(const torch::Tensor& tensor) {
  const torch::Tensor dense = tensor.contiguous();
  return {dense.data_ptr<float>(), dense.data_ptr<float>() + dense.numel()};
}

}  // namespace

LibTorchNetwork::LibTorchNetwork(const weights::Tensors& tensors) : weights_(std::make_unique<Weights>()) {
  const auto classes = static_cast<int>(tensors.at("fc.bias").values.size());
  weights_->topology = nn::resnet18_topology(classes);
  for (const auto& [name, tensor] : tensors)
    weights_->tensors[name] =
        torch::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape).clone();
}

LibTorchNetwork::~LibTorchNetwork() = default;

void LibTorchNetwork::set_threads(int threads) { torch::set_num_threads(threads); }

std::vector<float> LibTorchNetwork::forward(const nn::Tensor& input) const {
  const torch::InferenceMode inference;
  return values(weights_->logits(view(input)));
}

std::vector<float> LibTorchNetwork::input_gradient(const nn::Tensor& input) const {
  const torch::Tensor photos = view(input).requires_grad_();
  weights_->logits(photos).sum().backward();
  return values(photos.grad());
}

}  // namespace deepcars::perf
