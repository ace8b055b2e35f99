// The LibTorch ResNet-18 for code that does not include LibTorch.
#pragma once

#include <cstdint>

#include "native/train/pth_reader.h"
#include "shared/nn/tensor.h"

namespace deepcars::native {

/// The state of a network with random weights and random, plausible BatchNorm statistics.
TensorMap random_resnet18_state(int classes, std::uint64_t seed);

/// Runs the network with BatchNorm in eval mode: input [N,3,H,W] -> logits [N,classes]; the class count is
/// that of fc.bias. Errors: weights_damaged, naming the tensor.
Expected<nn::Tensor> resnet18_logits(const TensorMap& state, const nn::Tensor& input);

}  // namespace deepcars::native
