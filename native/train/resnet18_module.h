// ResNet-18 in LibTorch, with BatchNorm, for training (He et al., 2016; names as in torchvision).
// Includes LibTorch; files that only need numbers include resnet18_torch.h.
#pragma once

#include <torch/torch.h>

#include "native/train/pth_reader.h"
#include "native/train/workers.h"

namespace deepcars::native {

class BasicBlockImpl : public torch::nn::Module {
 public:
  BasicBlockImpl(int in_channels, int out_channels, int stride);
  torch::Tensor forward(torch::Tensor x);
  void share(Workers* workers) { workers_ = workers; }

 private:
  Workers* workers_ = nullptr;
  torch::nn::Conv2d conv1_, conv2_;
  torch::nn::BatchNorm2d bn1_, bn2_;
  torch::nn::Conv2d downsample_conv_{
      nullptr};  // Only where the shape changes; in a Sequential called "downsample".
  torch::nn::BatchNorm2d downsample_norm_{nullptr};
};
TORCH_MODULE(BasicBlock);

class ResNet18ModuleImpl : public torch::nn::Module {
 public:
  explicit ResNet18ModuleImpl(int classes);

  /// [N,3,H,W] -> [N,512]: what the last layer sees.
  torch::Tensor features(torch::Tensor x);
  /// [N,3,H,W] -> logits [N,classes].
  torch::Tensor forward(torch::Tensor x) { return fc->forward(features(std::move(x))); }

  /// From now on BatchNorm counts the photos of all workers in training mode; null: this process's own.
  void share(Workers* workers);

  torch::nn::Linear fc;

 private:
  Workers* workers_ = nullptr;
  torch::nn::Sequential layer(int in_channels, int out_channels, int stride);
  torch::nn::Conv2d conv1_;
  torch::nn::BatchNorm2d bn1_;
  torch::nn::Sequential layer1_, layer2_, layer3_, layer4_;
};
TORCH_MODULE(ResNet18Module);

/// With random weights (He et al., "Delving Deep into Rectifiers", 2015), the same for the same seed.
ResNet18Module make_resnet18(int classes, std::uint64_t seed);

/// Copies a state into the network. A last layer of another class count is left as it is.
/// Errors: weights_damaged, naming the tensor that is missing or of another shape.
Expected<void> load_state(ResNet18Module& network, const TensorMap& state);

/// All parameters and running statistics, without num_batches_tracked.
TensorMap state_of(const ResNet18Module& network);

}  // namespace deepcars::native
