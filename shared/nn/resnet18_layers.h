// ResNet-18 as a list of layers, and what its forward and backward passes share. Not part of the interface.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/nn/conv2d.h"
#include "shared/nn/resnet18.h"

namespace deepcars::nn {

/// A convolution of the network: name + ".weight" and name + ".bias" are its tensors.
struct NamedConv2d {
  std::string name;
  Conv2dShape shape;
};

/// x -> relu(conv2(relu(conv1(x))) + skip(x)); skip is the identity or, where the shape changes, a
/// convolution.
struct BlockTopology {
  std::string name;
  NamedConv2d conv1, conv2;
  std::optional<NamedConv2d> downsample;
};

/// stem, ReLU, max pool, eight blocks, global average pool, fc.
struct Topology {
  NamedConv2d stem;
  std::vector<BlockTopology> blocks;
  NamedConv2d fc;  ///< A linear layer is a 1x1 convolution of one pixel.
};

Topology resnet18_topology(int classes);

struct Block {
  std::string name;  ///< layer1.0, ..., layer4.1
  Conv2d conv1, conv2;
  std::optional<Conv2d> downsample;
};

/// The layers with their weights, packed for the fast kernels. The reference kernels unpack them.
struct Network {
  Conv2d stem;
  std::vector<Block> blocks;
  Conv2d fc;
};

struct ResNet18::Layers {
  Network network;
};

/// Bits or bytes of one layer, kept from forward for backward.
using Memory = std::vector<std::uint8_t>;

/// One bit per value for each ReLU, in the order of the forward pass (stem, then two per block), one byte per
/// value for the max pool; both in [N,H,W,C] order, whichever kernels made them.
struct Trace {
  int batch;
  int height;
  int width;
  std::vector<Memory> relu_masks;
  Memory pool_argmax;
};

/// How the fast kernels compute.
struct FastRun {
  Rounding stem_rounding;  ///< Up to the max pool, forward.
  Rounding rounding;       ///< Of all else.
  ThreadPool& pool;
  std::vector<LayerTime>* times = nullptr;  ///< Each layer's time is added here, if it is not null.
};

/// The two ways to compute. A trace of either serves both. trace may be null.
Tensor fast_forward(const Network& network, const Tensor& input, const FastRun& run, Trace* trace);
Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, const FastRun& run);
Tensor reference_forward(const Network& network, const Tensor& input, Trace* trace);
Tensor reference_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                ReluRule rule);

}  // namespace deepcars::nn
