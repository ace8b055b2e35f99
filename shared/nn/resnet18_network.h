// ResNet-18 at run time: its layers with their weights, and what its passes share. Not part of the interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/nn/conv2d.h"
#include "shared/nn/resnet18.h"

namespace deepcars::nn {

/// A convolution with its weights and its name in the topology.
struct ConvLayer {
  std::string name;
  Conv2d conv;
};

/// A residual block, see BlockTopology.
struct Block {
  ConvLayer conv1, conv2;
  std::optional<ConvLayer> downsample;
};

/// The layers with their weights, packed for the fast kernels. The reference kernels unpack them, so that one
/// copy is enough; conv2d_test checks that unpacking gives back what was packed.
struct Network {
  ConvLayer stem;
  std::vector<Block> blocks;
  ConvLayer fc;
};

/// What a forward pass saves of one layer for the backward pass: bits or bytes.
using SavedBytes = std::vector<std::uint8_t>;

/// One bit per value for each ReLU, in the order of the forward pass (stem, then two per block), and one byte
/// per value for the max pool. Both in [N,H,W,C] order, whichever kernels made them. Beside them the outputs of
/// the last two stages, which are small.
struct Trace {
  int batch;
  int height;  ///< The photos' height in pixels.
  int width;
  std::vector<SavedBytes> relu_masks;
  SavedBytes pool_argmax;
  Tensor layer3;  ///< [N,256,ceil(H/16),ceil(W/16)]
  Tensor layer4;  ///< [N,512,ceil(H/32),ceil(W/32)]
};

/// How the fast kernels run a pass.
struct PassOptions {
  Kernels kernels;
  ThreadPool& pool;
  std::vector<LayerTime>* times = nullptr;  ///< Each layer's time is added here, if it is not null.
};

/// The two implementations of the passes. A trace of either serves both. trace may be null.
Output fast_forward(const Network& network, const Tensor& input, const PassOptions& options, Trace* trace);
/// What is left of a forward pass after layer3, whose output is `in`.
Output fast_tail_forward(const Network& network, const FeatureMap& in, const PassOptions& options);
Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, const PassOptions& options);
Tensor fast_stage_gradient(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           int stage, ReluRule rule, const PassOptions& options);
Output reference_forward(const Network& network, const Tensor& input, Trace* trace);
Tensor reference_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                ReluRule rule);
Tensor reference_stage_gradient(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                int stage, ReluRule rule);

}  // namespace deepcars::nn
