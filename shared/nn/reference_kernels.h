// The specification of the network's layers, as plain as possible: scalar loops, sums in double. The fast
// kernels must match it. All activations are [N,H,W,C] without a border; weights are [K,C,R,S] as in PyTorch.
#pragma once

#include <cstdint>

#include "shared/nn/conv2d_shape.h"
#include "shared/nn/relu_rule.h"

namespace deepcars::nn::reference {

/// in [N,H,W,C], weight [K,C,R,S], bias [K] -> out [N,OH,OW,K].
void conv2d_forward(const Conv2dShape& shape, int batch, int height, int width, const float* in,
                    const float* weight, const float* bias, float* out);

/// out_gradient [N,OH,OW,K], weight [K,C,R,S] -> in_gradient [N,H,W,C].
void conv2d_input_backward(const Conv2dShape& shape, int batch, int height, int width,
                           const float* out_gradient, const float* weight, float* in_gradient);

/// in [count] -> out [count] = max(in, 0); mask holds count bits, one where in > 0, lowest bit of a byte
/// first. mask may be null. in and out may be the same.
void relu_forward(int count, const float* in, float* out, std::uint8_t* mask);

/// out_gradient [count], mask as from relu_forward -> in_gradient [count]. They may be the same.
void relu_input_backward(int count, const std::uint8_t* mask, const float* out_gradient, ReluRule rule,
                         float* in_gradient);

/// max_pool_shape (3x3 windows, stride 2, padding 1) over in [N,H,W,C] -> out [N,OH,OW,C], OH = (H-1)/2 + 1.
/// argmax [N,OH,OW,C] is the index 0..8 in the window, row by row, of the first maximum.
void max_pool_forward(int batch, int height, int width, int channels, const float* in, float* out,
                      std::uint8_t* argmax);

/// out_gradient and argmax [N,OH,OW,C] -> in_gradient [N,H,W,C].
void max_pool_input_backward(int batch, int height, int width, int channels, const std::uint8_t* argmax,
                             const float* out_gradient, float* in_gradient);

/// in [N,H,W,C] -> out [N,C], the mean over the pixels.
void global_average_pool_forward(int batch, int height, int width, int channels, const float* in, float* out);

/// out_gradient [N,C] -> in_gradient [N,H,W,C].
void global_average_pool_input_backward(int batch, int height, int width, int channels,
                                        const float* out_gradient, float* in_gradient);

/// in [N,C], weight [K,C], bias [K] -> out [N,K].
void linear_forward(int batch, int in_features, int out_features, const float* in, const float* weight,
                    const float* bias, float* out);

/// out_gradient [N,K], weight [K,C] -> in_gradient [N,C].
void linear_input_backward(int batch, int in_features, int out_features, const float* out_gradient,
                           const float* weight, float* in_gradient);

/// a, b [count] -> out [count] = a + b: the residual connection. out may be a or b.
void add_forward(int count, const float* a, const float* b, float* out);

/// out_gradient [count] -> added to a_gradient and to b_gradient [count]: both inputs get the whole gradient.
void add_input_backward(int count, const float* out_gradient, float* a_gradient, float* b_gradient);

}  // namespace deepcars::nn::reference
