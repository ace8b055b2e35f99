// The folded ResNet-18 in LibTorch, for the benchmark to measure ours against.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/nn/tensor.h"
#include "shared/weights/tensors.h"

namespace deepcars::perf {

class LibTorchNetwork {
 public:
  explicit LibTorchNetwork(const weights::Tensors& tensors);
  ~LibTorchNetwork();

  static void set_threads(int threads);

  /// input [N,3,H,W] -> logits [N,classes].
  std::vector<float> forward(const nn::Tensor& input) const;
  /// Forward, then the gradient of the sum of all logits to the input [N,3,H,W].
  std::vector<float> input_gradient(const nn::Tensor& input) const;

 private:
  struct Weights;
  std::unique_ptr<Weights> weights_;
};

}  // namespace deepcars::perf
