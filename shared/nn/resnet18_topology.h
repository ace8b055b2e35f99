// ResNet-18 as data (He et al., "Deep Residual Learning for Image Recognition", 2016): the one description of
// its layers, which the engine, the trainer, ONNX export, BatchNorm folding and the benchmarks walk.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/nn/conv2d_shape.h"
#include "shared/nn/pool_shape.h"
#include "shared/weights/tensors.h"

namespace deepcars::nn {

/// A convolution of the network with BatchNorm folded, so with a bias.
struct NamedConv2d {
  std::string name;  ///< "conv1", "layer1.0.conv1", "layer2.0.downsample", "fc"
  int stage;         ///< 0 for the stem, 1..4 for layer1..layer4, 5 for fc.
  Conv2dShape shape;

  /// The name of its tensor [K,C,R,S]; fc's is [K,C].
  std::string weight_name() const { return name + ".weight"; }
  /// The name of its tensor [K].
  std::string bias_name() const { return name + ".bias"; }
};

/// x -> relu(conv2(relu(conv1(x))) + shortcut(x)). The shortcut is the identity or, where the shape changes,
/// the convolution `downsample`.
struct BlockTopology {
  std::string name;  ///< "layer1.0", ..., "layer4.1"
  int stage;         ///< 1..4
  NamedConv2d conv1;
  NamedConv2d conv2;
  std::optional<NamedConv2d> downsample;
};

/// stem, ReLU, max pool, eight blocks, global average pool, fc.
struct Topology {
  NamedConv2d stem;
  PoolShape max_pool;
  std::vector<BlockTopology> blocks;
  NamedConv2d fc;  ///< A linear layer is a 1x1 convolution of one pixel.
};

inline constexpr int resnet18_stages = 4;  ///< Stages of residual blocks: layer1..layer4.
inline constexpr int resnet18_blocks_per_stage = 2;

/// The number of blocks from the first to the last of a stage 0..4; 0 for the stem.
constexpr std::size_t resnet18_stage_end(int stage) {
  return static_cast<std::size_t>(resnet18_blocks_per_stage) * static_cast<std::size_t>(stage);
}

/// ResNet-18 with this many outputs.
Topology resnet18_topology(int classes);

/// The block's convolutions in the order of the forward pass; the downsample comes last.
std::vector<NamedConv2d> convolutions(const BlockTopology& block);

/// Every convolution in the order of the forward pass, from the stem to fc.
std::vector<NamedConv2d> convolutions(const Topology& topology);

/// Names and shapes of the folded network's tensors: conv1.weight [64,3,7,7], conv1.bias [64], ...,
/// layer2.0.downsample.weight [128,64,1,1], ..., fc.weight [classes,512], fc.bias [classes].
weights::Shapes resnet18_shapes(int classes);

/// The number of classes of a folded network with tensors of these shapes, which is fc.bias's length.
/// Errors: weights_damaged, naming the tensor that is missing, superfluous or of another shape.
Expected<int> resnet18_classes(const weights::Shapes& shapes);

/// Where tensors first differ from those expected, by name: "the weights lack the tensor conv1.weight"; empty
/// if they do not. Of superfluous tensors a layer's weight is named rather than what goes with it.
std::string first_difference(const weights::Shapes& found, const weights::Shapes& expected);

/// What torchvision calls a convolution's tensors, before BatchNorm is folded.
struct TorchvisionNames {
  std::string weight;      ///< "layer2.0.downsample.0.weight"; there is no bias, except fc's.
  std::string batch_norm;  ///< "layer2.0.downsample.1"; empty for fc.
};
TorchvisionNames torchvision_names(const NamedConv2d& conv);

/// The stage of one of torchvision's parameters, such as "layer2.0.bn1.weight", as in NamedConv2d::stage.
/// Precondition: the network has a parameter of this name.
int stage_of_torchvision_parameter(std::string_view name);

}  // namespace deepcars::nn
