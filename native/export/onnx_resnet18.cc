#include "native/export/onnx_resnet18.h"

namespace deepcars::onnx_export {
namespace {

std::vector<Attribute> window(int kernel, int stride, int padding) {
  return {{"kernel_shape", std::vector<std::int64_t>(2, kernel)},
          {"strides", std::vector<std::int64_t>(2, stride)},
          {"pads", std::vector<std::int64_t>(4, padding)}};
}

/// Adds the convolution; its value has the convolution's name.
Convolution add_convolution(OnnxGraphBuilder& graph, const weights::ModelFile& model,
                            const nn::NamedConv2d& conv, const Activation& input) {
  const nn::Conv2dShape& shape = conv.shape;
  const std::string weight = graph.weight(conv.weight_name(), model.tensors.at(conv.weight_name()));
  const std::string bias = graph.weight(conv.bias_name(), model.tensors.at(conv.bias_name()));
  graph.node("Conv", {input.name, weight, bias}, conv.name,
             window(shape.kernel_height, shape.stride, shape.padding));
  return {.shape = shape,
          .weight = weight,
          .input = input,
          .output = {.name = conv.name,
                     .channels = shape.out_channels,
                     .size_px = shape.out_height(static_cast<int>(input.size_px))}};
}

Activation add_relu(OnnxGraphBuilder& graph, const Activation& input, const std::string& name) {
  return {
      .name = graph.node("Relu", {input.name}, name), .channels = input.channels, .size_px = input.size_px};
}

ResidualBlock add_block(OnnxGraphBuilder& graph, const weights::ModelFile& model,
                        const nn::BlockTopology& topology, const Activation& input) {
  ResidualBlock block;
  block.name = topology.name;
  block.conv1 = add_convolution(graph, model, topology.conv1, input);
  block.hidden = add_relu(graph, block.conv1.output, topology.name + ".relu1");
  block.conv2 = add_convolution(graph, model, topology.conv2, block.hidden);
  std::string shortcut = input.name;
  if (topology.downsample) {
    block.downsample = add_convolution(graph, model, *topology.downsample, input);
    shortcut = block.downsample->output.name;
  }
  Activation sum = block.conv2.output;
  sum.name = graph.node("Add", {sum.name, shortcut}, topology.name + ".sum");
  block.output = add_relu(graph, sum, topology.name + ".relu2");
  return block;
}

}  // namespace

ForwardRecord add_resnet18(OnnxGraphBuilder& graph, const weights::ModelFile& model, const std::string& image,
                           KeepIndices keep) {
  const nn::Topology topology = nn::resnet18_topology(model.metadata.year_buckets.classes());
  ForwardRecord record;
  const Activation input{
      .name = image, .channels = topology.stem.shape.in_channels, .size_px = model.metadata.input.size_px};
  record.stem = add_convolution(graph, model, topology.stem, input);
  record.stem_relu = add_relu(graph, record.stem.output, "relu");

  const nn::PoolShape& pool = topology.max_pool;
  std::vector<std::string> pool_outputs = {"maxpool"};
  if (keep == KeepIndices::yes) pool_outputs.push_back(record.pool_indices = "maxpool.indices");
  graph.node("MaxPool", {record.stem_relu.name}, pool_outputs,
             window(pool.kernel, pool.stride, pool.padding));
  Activation current{.name = "maxpool",
                     .channels = record.stem_relu.channels,
                     .size_px = pool.out_size(static_cast<int>(record.stem_relu.size_px))};

  for (const nn::BlockTopology& block : topology.blocks) {
    record.blocks.push_back(add_block(graph, model, block, current));
    current = record.blocks.back().output;
  }

  const std::string mean = graph.node("GlobalAveragePool", {current.name}, "avgpool");
  const std::string features = graph.node("Flatten", {mean}, "features", {{"axis", std::int64_t{1}}});
  const nn::NamedConv2d& fc = topology.fc;
  record.fc_weight = graph.weight(fc.weight_name(), model.tensors.at(fc.weight_name()));
  const std::string bias = graph.weight(fc.bias_name(), model.tensors.at(fc.bias_name()));
  record.logits =
      graph.node("Gemm", {features, record.fc_weight, bias}, "logits", {{"transB", std::int64_t{1}}});
  return record;
}

void add_probabilities(OnnxGraphBuilder& graph, const weights::ModelFile& model, const std::string& logits) {
  const std::string temperature =
      graph.floats("temperature", {}, {static_cast<float>(model.metadata.temperature)});
  const std::string scaled = graph.node("Div", {logits, temperature}, "scaled_logits");
  graph.node("Softmax", {scaled}, "probabilities", {{"axis", std::int64_t{1}}});
}

}  // namespace deepcars::onnx_export
