#include "shared/nn/resnet18_topology.h"

#include <cstdint>
#include <limits>

namespace deepcars::nn {

namespace {

struct Stage {
  int channels;
  int stride;  // The first block's; the other's is 1.
};
constexpr Stage stages[resnet18_stages] = {{64, 1}, {128, 2}, {256, 2}, {512, 2}};
constexpr int fc_stage = resnet18_stages + 1;

BlockTopology block_topology(int stage, int index, int in_channels) {
  const std::string name = "layer" + std::to_string(stage) + "." + std::to_string(index);
  const int channels = stages[stage - 1].channels;
  const int stride = index == 0 ? stages[stage - 1].stride : 1;
  BlockTopology block = {
      .name = name,
      .stage = stage,
      .conv1 = {.name = name + ".conv1", .stage = stage, .shape = {in_channels, channels, 3, 3, stride, 1}},
      .conv2 = {.name = name + ".conv2", .stage = stage, .shape = {channels, channels, 3, 3, 1, 1}},
      .downsample = {}};
  if (stride != 1 || in_channels != channels)
    block.downsample = {
        .name = name + ".downsample", .stage = stage, .shape = {in_channels, channels, 1, 1, stride, 0}};
  return block;
}

std::vector<std::int64_t> weight_shape(const NamedConv2d& conv) {
  const Conv2dShape& s = conv.shape;
  if (conv.stage == fc_stage) return {s.out_channels, s.in_channels};
  return {s.out_channels, s.in_channels, s.kernel_height, s.kernel_width};
}

std::string text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t extent : shape) {
    if (text.size() > 1) text += ',';
    text += std::to_string(extent);
  }
  text += ']';
  return text;
}

tl::unexpected<Error> wrong_tensor(const std::string& message) {
  return failure(ErrorCode::weights_damaged, message, "use a weight file that deepcars export wrote");
}

}  // namespace

Topology resnet18_topology(int classes) {
  Topology topology = {.stem = {.name = "conv1", .stage = 0, .shape = {3, stages[0].channels, 7, 7, 2, 3}},
                       .max_pool = max_pool_shape,
                       .blocks = {},
                       .fc = {}};
  int channels = topology.stem.shape.out_channels;
  for (int stage = 1; stage <= resnet18_stages; ++stage)
    for (int index = 0; index < resnet18_blocks_per_stage; ++index) {
      topology.blocks.push_back(block_topology(stage, index, channels));
      channels = topology.blocks.back().conv2.shape.out_channels;
    }
  topology.fc = {.name = "fc", .stage = fc_stage, .shape = {channels, classes, 1, 1, 1, 0}};
  return topology;
}

std::vector<NamedConv2d> convolutions(const BlockTopology& block) {
  std::vector<NamedConv2d> all = {block.conv1, block.conv2};
  if (block.downsample) all.push_back(*block.downsample);
  return all;
}

std::vector<NamedConv2d> convolutions(const Topology& topology) {
  std::vector<NamedConv2d> all = {topology.stem};
  for (const BlockTopology& block : topology.blocks)
    for (NamedConv2d& conv : convolutions(block)) all.push_back(std::move(conv));
  all.push_back(topology.fc);
  return all;
}

weights::Shapes resnet18_shapes(int classes) {
  weights::Shapes shapes;
  for (const NamedConv2d& conv : convolutions(resnet18_topology(classes))) {
    shapes[conv.weight_name()] = weight_shape(conv);
    shapes[conv.bias_name()] = {conv.shape.out_channels};
  }
  return shapes;
}

Expected<int> resnet18_classes(const weights::Shapes& shapes) {
  const auto bias = shapes.find("fc.bias");
  if (bias == shapes.end()) return wrong_tensor("the weights lack the tensor fc.bias");
  const std::int64_t classes = bias->second.size() == 1 ? bias->second[0] : 0;
  if (classes < 1 || classes > std::numeric_limits<std::int16_t>::max())
    return wrong_tensor("the tensor fc.bias has shape " + text(bias->second) + ", not one value per class");
  const std::string difference = first_difference(shapes, resnet18_shapes(static_cast<int>(classes)));
  if (!difference.empty()) return wrong_tensor(difference);
  return static_cast<int>(classes);
}

std::string first_difference(const weights::Shapes& found, const weights::Shapes& expected) {
  for (const auto& [name, shape] : expected) {
    const auto same_name = found.find(name);
    if (same_name == found.end()) return "the weights lack the tensor " + name;
    if (same_name->second != shape)
      return "the tensor " + name + " has shape " + text(same_name->second) + ", not " + text(shape);
  }
  const weights::Shapes::value_type* superfluous = nullptr;
  for (const auto& tensor : found) {
    if (expected.contains(tensor.first)) continue;
    if (!superfluous || tensor.second.size() > superfluous->second.size()) superfluous = &tensor;
  }
  return superfluous ? "the weights have a tensor " + superfluous->first + " that ResNet-18 does not" : "";
}

TorchvisionNames torchvision_names(const NamedConv2d& conv) {
  if (conv.stage == fc_stage) return {.weight = conv.weight_name(), .batch_norm = ""};
  if (conv.name.ends_with(".downsample"))  // torchvision's Sequential of convolution and BatchNorm
    return {.weight = conv.name + ".0.weight", .batch_norm = conv.name + ".1"};
  std::string batch_norm = conv.name;  // conv2 is followed by bn2
  batch_norm.replace(batch_norm.rfind("conv"), 4, "bn");
  return {.weight = conv.weight_name(), .batch_norm = batch_norm};
}

int stage_of_torchvision_parameter(std::string_view name) {
  for (const NamedConv2d& conv : convolutions(resnet18_topology(1))) {
    const TorchvisionNames names = torchvision_names(conv);
    if (name == names.weight) return conv.stage;
    if (!names.batch_norm.empty() && name.starts_with(names.batch_norm + ".")) return conv.stage;
  }
  return fc_stage;  // fc.bias is what is left.
}

}  // namespace deepcars::nn
