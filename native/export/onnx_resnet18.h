// The forward ResNet-18 as ONNX operators, and the record of it from which a backward pass can be built.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "native/export/onnx_graph_builder.h"
#include "shared/nn/resnet18_topology.h"
#include "shared/weights/model_file.h"

namespace deepcars::onnx_export {

/// A named activation [N, channels, size_px, size_px].
struct Activation {
  std::string name;
  std::int64_t channels = 0;
  std::int64_t size_px = 0;
};

/// One convolution with its bias.
struct Convolution {
  nn::Conv2dShape shape;
  std::string weight;  ///< Name of the value [K,C,R,S].
  Activation input;
  Activation output;
};

/// The values of one nn::BlockTopology: output = relu(conv2(hidden) + shortcut), hidden = relu(conv1(input)).
struct ResidualBlock {
  std::string name;
  Convolution conv1;
  Activation hidden;
  Convolution conv2;
  std::optional<Convolution> downsample;
  Activation output;
};

/// Everything a backward pass visits, in forward order.
struct ForwardRecord {
  Convolution stem;
  Activation stem_relu;
  std::string pool_indices;  ///< Where each maximum stood in stem_relu, flattened over the whole tensor.
  std::vector<ResidualBlock> blocks;
  std::string fc_weight;  ///< [classes, 512].
  std::string logits;     ///< [N, classes].
};

enum class KeepIndices { no, yes };

/// Adds nn::resnet18_topology from the value `image` [N,3,size_px,size_px] to the logits. pool_indices stays
/// empty unless it is kept.
ForwardRecord add_resnet18(OnnxGraphBuilder& graph, const weights::ModelFile& model, const std::string& image,
                           KeepIndices keep);

/// Adds probabilities = softmax(logits / temperature) [N, classes].
void add_probabilities(OnnxGraphBuilder& graph, const weights::ModelFile& model, const std::string& logits);

}  // namespace deepcars::onnx_export
