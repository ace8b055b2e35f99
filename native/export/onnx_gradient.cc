#include <ranges>

#include "native/export/onnx_graphs.h"
#include "native/export/onnx_resnet18.h"

namespace deepcars::onnx_export {
namespace {

/// Walks the forward record backwards. Every function takes the name of the gradient to a layer's output and
/// returns the name of the gradient to its input.
class BackwardPass {
 public:
  explicit BackwardPass(OnnxGraphBuilder& graph)
      : graph_(graph), relu_floor_(graph.input("relu_floor", {})), zero_(graph.floats("zero", {}, {0.0f})) {}

  /// A linear layer's input gradient is the gradient times the same weight, untransposed; global average
  /// pooling then gives every one of the size_px^2 positions an equal share.
  std::string head(const std::string& logits_gradient, const ForwardRecord& record) {
    const Activation& last = record.blocks.back().output;
    const std::string features =
        graph_.node("MatMul", {logits_gradient, record.fc_weight}, "features.gradient");
    const auto positions = static_cast<float>(last.size_px * last.size_px);
    const std::string share = graph_.node(
        "Div", {features, graph_.floats("avgpool.positions", {}, {positions})}, "avgpool.gradient_share");
    const std::string column =
        graph_.node("Reshape", {share, graph_.integers("avgpool.column", {1, last.channels, 1, 1})},
                    "avgpool.gradient_column");
    const std::string shape =
        graph_.integers("avgpool.shape", {1, last.channels, last.size_px, last.size_px});
    return graph_.node("Expand", {column, shape}, last.name + ".gradient");
  }

  /// max(gradient, relu_floor), let through where the ReLU's output is positive, which is where its input is.
  std::string relu(const std::string& gradient, const Activation& output) {
    const std::string raised = graph_.node("Max", {gradient, relu_floor_}, output.name + ".raised");
    const std::string open = graph_.node("Greater", {output.name, zero_}, output.name + ".open");
    const std::string mask =
        graph_.node("Cast", {open}, output.name + ".mask", {{"to", std::int64_t{onnx::TensorProto::FLOAT}}});
    return graph_.node("Mul", {raised, mask}, output.name + ".input_gradient");
  }

  /// A convolution's input gradient is the transposed convolution with the same weights. A stride of 2 maps
  /// two input sizes to one output size; output_padding says which of them it was.
  std::string convolution(const std::string& gradient, const Convolution& conv) {
    const nn::Conv2dShape& shape = conv.shape;
    const std::int64_t smallest =
        shape.stride * (conv.output.size_px - 1) + shape.kernel_height - 2 * shape.padding;
    const std::int64_t missing = conv.input.size_px - smallest;
    return graph_.node("ConvTranspose", {gradient, conv.weight}, conv.output.name + ".input_gradient",
                       {{"kernel_shape", std::vector<std::int64_t>(2, shape.kernel_height)},
                        {"strides", std::vector<std::int64_t>(2, shape.stride)},
                        {"pads", std::vector<std::int64_t>(4, shape.padding)},
                        {"output_padding", std::vector<std::int64_t>(2, missing)}});
  }

  /// The gradient flows through both branches and adds up at the block's input.
  std::string block(const std::string& gradient, const ResidualBlock& block) {
    const std::string sum = relu(gradient, block.output);
    const std::string hidden = relu(convolution(sum, block.conv2), block.hidden);
    const std::string main = convolution(hidden, block.conv1);
    const std::string shortcut = block.downsample ? convolution(sum, *block.downsample) : sum;
    return graph_.node("Add", {main, shortcut}, block.name + ".input_gradient");
  }

  /// Each pooled gradient goes to where its maximum stood; windows overlap, so several may add up in one
  /// place.
  std::string max_pool(const std::string& gradient, const ForwardRecord& record) {
    const Activation& input = record.stem_relu;
    const std::string flat = graph_.integers("flat", {-1});
    const std::int64_t count = input.channels * input.size_px * input.size_px;
    const std::string zeros =
        graph_.node("ConstantOfShape", {graph_.integers("maxpool.count", {count})}, "maxpool.zeros");
    const std::string indices = graph_.node("Reshape", {record.pool_indices, flat}, "maxpool.flat_indices");
    const std::string updates = graph_.node("Reshape", {gradient, flat}, "maxpool.flat_gradient");
    const std::string scattered =
        graph_.node("ScatterElements", {zeros, indices, updates}, "maxpool.scattered",
                    {{"axis", std::int64_t{0}}, {"reduction", std::string("add")}});
    const std::string shape =
        graph_.integers("maxpool.shape", {1, input.channels, input.size_px, input.size_px});
    return graph_.node("Reshape", {scattered, shape}, input.name + ".gradient");
  }

 private:
  OnnxGraphBuilder& graph_;
  std::string relu_floor_;
  std::string zero_;
};

}  // namespace

Expected<std::vector<std::uint8_t>> gradient_graph(const weights::ModelFile& model,
                                                   weights::Storage storage) {
  const std::int64_t size_px = model.metadata.input.size_px;
  const std::int64_t classes = model.metadata.year_buckets.classes();

  OnnxGraphBuilder graph("deepcars_gradient", storage);
  const std::string image = graph.input("image", {1, 3, size_px, size_px});
  const std::string logits_gradient = graph.input("logits_gradient", {1, classes});
  BackwardPass backward(graph);

  const ForwardRecord record = add_resnet18(graph, model, image, KeepIndices::yes);
  add_probabilities(graph, model, record.logits);

  std::string gradient = backward.head(logits_gradient, record);
  for (const ResidualBlock& block : std::views::reverse(record.blocks))
    gradient = backward.block(gradient, block);
  gradient = backward.relu(backward.max_pool(gradient, record), record.stem_relu);
  graph.node("Identity", {backward.convolution(gradient, record.stem)}, "input_gradient");

  graph.output("logits", {1, classes});
  graph.output("probabilities", {1, classes});
  graph.output("input_gradient", {1, 3, size_px, size_px});
  return graph.finish(weights::metadata_to_json(model.metadata));
}

}  // namespace deepcars::onnx_export
