// ReLU for the fast kernels. Its forward is part of convolve; these are its memory and its way back.
#pragma once

#include <cstdint>

#include "shared/nn/feature_map.h"
#include "shared/nn/relu_rule.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// out [N,H,W,C], a ReLU's result -> mask, N*H*W*C bits: one where the ReLU let its input pass, that is where
/// out > 0; lowest bit of a byte first. Precondition: W*C is a multiple of 8, so that rows start with a byte.
void relu_mask(const FeatureMap& out, std::uint8_t* mask, ThreadPool& pool);

/// gradient [N,H,W,C], in place: zero where the mask is zero and, by the guided rule, where it is negative.
/// Precondition as above.
void relu_input_backward(const std::uint8_t* mask, ReluRule rule, FeatureMap& gradient, ThreadPool& pool);

}  // namespace deepcars::nn
