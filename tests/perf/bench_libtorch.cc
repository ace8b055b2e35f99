#include "tests/perf/bench_libtorch.h"

#include <torch/torch.h>

namespace deepcars::perf {

struct LibTorchNetwork::Weights {
  std::map<std::string, torch::Tensor> tensors;

  torch::Tensor conv(const std::string& name, const torch::Tensor& x, int stride, int padding) const {
    return torch::conv2d(x, tensors.at(name + ".weight"), tensors.at(name + ".bias"), stride, padding);
  }

  torch::Tensor logits(const torch::Tensor& photos) const {
    torch::Tensor x = torch::max_pool2d(conv("conv1", photos, 2, 3).relu_(), 3, 2, 1);
    for (int stage = 1; stage <= 4; ++stage)
      for (int index = 0; index < 2; ++index) {
        const std::string block = "layer" + std::to_string(stage) + "." + std::to_string(index);
        const int stride = stage > 1 && index == 0 ? 2 : 1;
        const torch::Tensor middle = conv(block + ".conv1", x, stride, 1).relu_();
        const torch::Tensor skip = stride == 2 ? conv(block + ".downsample", x, 2, 0) : x;
        x = conv(block + ".conv2", middle, 1, 1).add_(skip).relu_();
      }
    return torch::linear(x.mean({2, 3}), tensors.at("fc.weight"), tensors.at("fc.bias"));
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

LibTorchNetwork::LibTorchNetwork(const std::map<std::string, weights::NamedTensor>& tensors)
    : weights_(std::make_unique<Weights>()) {
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
