// ResNet-18 in LibTorch, with BatchNorm, for training: nn::resnet18_topology with torchvision's names.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "native/train/workers.h"
#include "shared/nn/resnet18_topology.h"
#include "shared/weights/tensors.h"

namespace deepcars::train {

/// A residual block, see nn::BlockTopology.
class BasicBlockImpl : public torch::nn::Module {
 public:
  explicit BasicBlockImpl(const nn::BlockTopology& block);
  torch::Tensor forward(torch::Tensor x);
  void share(Workers* workers) { workers_ = workers; }

 private:
  Workers* workers_ = nullptr;
  torch::nn::Conv2d conv1_, conv2_;
  torch::nn::BatchNorm2d bn1_, bn2_;
  // Only where the shape changes; in a Sequential called "downsample".
  torch::nn::Conv2d downsample_conv_{nullptr};
  torch::nn::BatchNorm2d downsample_norm_{nullptr};
};
TORCH_MODULE(BasicBlock);

/// The whole network.
class ResNet18ModuleImpl : public torch::nn::Module {
 public:
  explicit ResNet18ModuleImpl(int classes);

  /// [N,3,H,W] -> [N,512]: what the last layer sees.
  torch::Tensor features(torch::Tensor x);
  /// [N,3,H,W] -> logits [N,classes].
  torch::Tensor forward(torch::Tensor x) { return fc->forward(features(std::move(x))); }

  /// From now on BatchNorm's statistics are over the photos of all workers, in training mode; null: over this
  /// process's own.
  void share(Workers* workers);

  torch::nn::Linear fc;

 private:
  explicit ResNet18ModuleImpl(const nn::Topology& topology);

  Workers* workers_ = nullptr;
  nn::PoolShape max_pool_;
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  std::vector<torch::nn::Sequential> layers_;  ///< layer1..layer4
};
TORCH_MODULE(ResNet18Module);

/// With random weights (He et al., "Delving Deep into Rectifiers", 2015), the same for the same seed.
ResNet18Module make_resnet18(int classes, std::uint64_t seed);

/// Copies a state into the network. A last layer of another class count is left as it is.
/// Errors: weights_damaged, naming the tensor that is missing or of another shape.
Expected<void> load_state(ResNet18Module& network, const weights::Tensors& state);

/// All parameters and running statistics, without num_batches_tracked.
weights::Tensors state_of(const ResNet18Module& network);

}  // namespace deepcars::train
