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
/// per value for the max pool. Both in [N,H,W,C] order, whichever kernels made them.
struct Trace {
  int batch;
  int height;  ///< The photos' height in pixels.
  int width;
  std::vector<SavedBytes> relu_masks;
  SavedBytes pool_argmax;
};

/// How the fast kernels run a pass.
struct PassOptions {
  Kernels kernels;
  ThreadPool& pool;
  std::vector<LayerTime>* times = nullptr;  ///< Each layer's time is added here, if it is not null.
};

/// The two implementations of both passes. A trace of either serves both. trace may be null.
Output fast_forward(const Network& network, const Tensor& input, const PassOptions& options, Trace* trace);
Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, const PassOptions& options);
Output reference_forward(const Network& network, const Tensor& input, Trace* trace);
Tensor reference_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                ReluRule rule);

}  // namespace deepcars::nn
