#include "native/export/onnx_resnet18.h"

namespace deepcars::exporting {
namespace {

std::int64_t reduced_size(std::int64_t size, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return (size + 2 * padding - kernel) / stride + 1;
}

std::vector<Attribute> window(std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return {{"kernel_shape", std::vector<std::int64_t>{kernel, kernel}},
          {"strides", std::vector<std::int64_t>{stride, stride}},
          {"pads", std::vector<std::int64_t>{padding, padding, padding, padding}}};
}

/// Adds the convolution whose tensors are NAME.weight and NAME.bias; its value is called NAME.
Convolution add_convolution(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& name,
                            const Activation& input, std::int64_t stride) {
  const weights::NamedTensor& weight = model.tensors.at(name + ".weight");
  const std::int64_t kernel = weight.shape[2];
  const std::int64_t padding = kernel / 2;
  Convolution convolution{graph.weight(name + ".weight", weight), input, {}, kernel, stride, padding};
  const std::string bias = graph.weight(name + ".bias", model.tensors.at(name + ".bias"));
  graph.node("Conv", {input.name, convolution.weight, bias}, name, window(kernel, stride, padding));
  convolution.output = {name, weight.shape[0], reduced_size(input.size_px, kernel, stride, padding)};
  return convolution;
}

Activation add_relu(OnnxGraphBuilder& graph, const Activation& input, const std::string& name) {
  return {graph.node("Relu", {input.name}, name), input.channels, input.size_px};
}

ResidualBlock add_block(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& name,
                        const Activation& input, std::int64_t stride) {
  ResidualBlock block;
  block.name = name;
  block.conv1 = add_convolution(graph, model, name + ".conv1", input, stride);
  block.hidden = add_relu(graph, block.conv1.output, name + ".relu1");
  block.conv2 = add_convolution(graph, model, name + ".conv2", block.hidden, 1);
  std::string shortcut = input.name;
  if (model.tensors.contains(name + ".downsample.weight")) {
    block.downsample = add_convolution(graph, model, name + ".downsample", input, stride);
    shortcut = block.downsample->output.name;
  }
  Activation sum = block.conv2.output;
  sum.name = graph.node("Add", {sum.name, shortcut}, name + ".sum");
  block.output = add_relu(graph, sum, name + ".relu2");
  return block;
}

}  // namespace

ForwardRecord add_resnet18(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& image,
                           KeepIndices keep) {
  ForwardRecord record;
  const Activation input{image, 3, model.metadata.input.size_px};
  record.stem = add_convolution(graph, model, "conv1", input, 2);
  record.stem_relu = add_relu(graph, record.stem.output, "relu");

  std::vector<std::string> pool_outputs = {"maxpool"};
  if (keep == KeepIndices::yes) pool_outputs.push_back(record.pool_indices = "maxpool.indices");
  graph.node("MaxPool", {record.stem_relu.name}, pool_outputs, window(3, 2, 1));
  record.pooled = {"maxpool", record.stem_relu.channels, reduced_size(record.stem_relu.size_px, 3, 2, 1)};

  Activation current = record.pooled;
  for (int layer = 1; layer <= 4; ++layer) {
    for (int block = 0; block < 2; ++block) {
      const std::string name = "layer" + std::to_string(layer) + "." + std::to_string(block);
      record.blocks.push_back(add_block(graph, model, name, current, layer > 1 && block == 0 ? 2 : 1));
      current = record.blocks.back().output;
    }
  }

  const std::string mean = graph.node("GlobalAveragePool", {current.name}, "avgpool");
  const std::string features = graph.node("Flatten", {mean}, "features", {{"axis", std::int64_t{1}}});
  record.fc_weight = graph.weight("fc.weight", model.tensors.at("fc.weight"));
  const std::string bias = graph.weight("fc.bias", model.tensors.at("fc.bias"));
  record.logits =
      graph.node("Gemm", {features, record.fc_weight, bias}, "logits", {{"transB", std::int64_t{1}}});
  return record;
}

void add_probabilities(OnnxGraphBuilder& graph, const ModelFile& model, const std::string& logits) {
  const std::string temperature =
      graph.floats("temperature", {}, {static_cast<float>(model.metadata.temperature)});
  const std::string scaled = graph.node("Div", {logits, temperature}, "scaled_logits");
  graph.node("Softmax", {scaled}, "probabilities", {{"axis", std::int64_t{1}}});
}

}  // namespace deepcars::exporting
