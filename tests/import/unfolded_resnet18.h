// A ResNet-18 with BatchNorm, run by LibTorch; without LibTorch's headers.
#pragma once

#include <cstdint>

#include "shared/nn/tensor.h"
#include "shared/weights/tensors.h"

namespace deepcars::testing {

/// The state of a network with random weights and random, plausible BatchNorm statistics.
weights::Tensors random_unfolded_state(int classes, std::uint64_t seed);

/// Runs a network of this state in eval mode: input [N,3,H,W] -> logits [N,classes].
nn::Tensor unfolded_logits(const weights::Tensors& state, int classes, const nn::Tensor& input);

}  // namespace deepcars::testing
