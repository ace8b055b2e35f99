// ReLU for the fast kernels. Its forward pass is part of convolve; here are its mask and its backward pass.
#pragma once

#include <cstdint>

#include "shared/nn/feature_map.h"
#include "shared/nn/relu_rule.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// out [N,H,W,C], a ReLU's result -> mask, N*H*W*C bits: one where the ReLU let its input pass, that is where
/// out > 0; lowest bit of a byte first. Precondition: W*C is a multiple of 8, so that rows start with a byte.
void relu_mask(const FeatureMap& out, std::uint8_t* mask, ThreadPool& pool);

/// gradient [N,H,W,C], in place: set to zero where the mask is zero and, with the guided rule, where the
/// gradient is negative.
/// Precondition as above.
void relu_input_backward(const std::uint8_t* mask, ReluRule rule, FeatureMap& gradient, ThreadPool& pool);

}  // namespace deepcars::nn
