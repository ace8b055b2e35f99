// The forward ResNet-18 as ONNX operators, and the record of it from which a backward pass can be built.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "native/export/model_file.h"
#include "native/export/onnx_graph_builder.h"

namespace deepcars::exporting {

/// A named activation [N, channels, size_px, size_px].
struct Activation {
  std::string name;
  std::int64_t channels = 0;
  std::int64_t size_px = 0;
};

/// One convolution with its bias; kernels, strides and paddings are square.
struct Convolution {
  std::string weight;  ///< [output.channels, input.channels, kernel, kernel].
  Activation input;
  Activation output;
  std::int64_t kernel = 0;
  std::int64_t stride = 0;
  std::int64_t padding = 0;
};

/// output = relu(conv2(hidden) + shortcut), hidden = relu(conv1(input)); the shortcut is the input, or the
/// downsample convolution of it.
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
  Activation pooled;
  std::string pool_indices;  ///< Where each maximum stood in stem_relu, flattened over the whole tensor.
  std::vector<ResidualBlock> blocks;
  std::string fc_weight;  ///< [classes, 512].
  std::string logits;     ///< [N, classes].
};

enum class KeepIndices { no, yes };

/// Adds the network from the value `image` [N,3,size_px,size_px] to the logits. pool_indices is empty unless
/// kept.
ForwardRecord add_resnet18(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& image,
                           KeepIndices keep);

/// Adds probabilities = softmax(logits / temperature) [N, classes].
void add_probabilities(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& logits);

}  // namespace deepcars::exporting
