#include "shared/nn/resnet18.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "shared/nn/resnet18_layers.h"

namespace deepcars::nn {

namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;
using Tensors = std::map<std::string, weights::NamedTensor>;

void add_shapes(const NamedConv2d& conv, Shapes& shapes) {
  const Conv2dShape& s = conv.shape;
  shapes[conv.name + ".weight"] = {s.out_channels, s.in_channels, s.kernel_height, s.kernel_width};
  shapes[conv.name + ".bias"] = {s.out_channels};
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

bool has_values(const weights::NamedTensor& tensor) {
  std::size_t count = 1;
  for (const std::int64_t extent : tensor.shape) count *= static_cast<std::size_t>(extent);
  return tensor.values.size() == count;
}

Expected<void> check(const Tensors& tensors, const Shapes& shapes) {
  for (const auto& [name, shape] : shapes) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) return wrong_tensor("the weights lack the tensor " + name);
    if (found->second.shape != shape || !has_values(found->second))
      return wrong_tensor("the tensor " + name + " has shape " + text(found->second.shape) + " and " +
                          std::to_string(found->second.values.size()) + " values, not shape " + text(shape));
  }
  for (const auto& [name, tensor] : tensors)
    if (!shapes.contains(name))
      return wrong_tensor("the weights have a tensor " + name + " that ResNet-18 does not");
  return {};
}

// kernels is not reference.
FastRun fast_run(Kernels kernels, ThreadPool& pool, std::vector<LayerTime>* times = nullptr) {
  return {kernels == Kernels::fast ? Rounding::fused : Rounding::separate,
          kernels == Kernels::portable ? Rounding::separate : Rounding::fused, pool, times};
}

Conv2d layer(const NamedConv2d& conv, const Tensors& tensors) {
  return Conv2d(conv.shape, tensors.at(conv.name + ".weight").values.data(),
                tensors.at(conv.name + ".bias").values.data());
}

}  // namespace

Shapes resnet18_shapes(int classes) {
  const Topology topology = resnet18_topology(classes);
  Shapes shapes;
  add_shapes(topology.stem, shapes);
  for (const BlockTopology& block : topology.blocks) {
    add_shapes(block.conv1, shapes);
    add_shapes(block.conv2, shapes);
    if (block.downsample) add_shapes(*block.downsample, shapes);
  }
  shapes["fc.weight"] = {classes, topology.fc.shape.in_channels};
  shapes["fc.bias"] = {classes};
  return shapes;
}

Expected<ResNet18> ResNet18::create(const Tensors& tensors) {
  const auto bias = tensors.find("fc.bias");
  if (bias == tensors.end()) return wrong_tensor("the weights lack the tensor fc.bias");
  const std::size_t classes = bias->second.values.size();
  if (classes == 0 || classes > std::numeric_limits<std::int16_t>::max())
    return wrong_tensor("the tensor fc.bias has " + std::to_string(classes) + " values, not one per class");
  const auto checked = check(tensors, resnet18_shapes(static_cast<int>(classes)));
  if (!checked) return tl::unexpected<Error>(checked.error());

  const Topology topology = resnet18_topology(static_cast<int>(classes));
  std::vector<Block> blocks;
  for (const BlockTopology& block : topology.blocks) {
    std::optional<Conv2d> downsample;
    if (block.downsample) downsample = layer(*block.downsample, tensors);
    blocks.push_back(
        {block.name, layer(block.conv1, tensors), layer(block.conv2, tensors), std::move(downsample)});
  }
  Network network = {layer(topology.stem, tensors), std::move(blocks), layer(topology.fc, tensors)};
  return ResNet18(std::make_unique<Layers>(Layers{std::move(network)}));
}

ResNet18::ResNet18(std::unique_ptr<Layers> layers) : layers_(std::move(layers)) {}
ResNet18::ResNet18(ResNet18&&) noexcept = default;
ResNet18& ResNet18::operator=(ResNet18&&) noexcept = default;
ResNet18::~ResNet18() = default;

void TraceDeleter::operator()(Trace* trace) const { delete trace; }

int ResNet18::classes() const { return layers_->network.fc.shape().out_channels; }

Tensor ResNet18::forward(const Tensor& input, ThreadPool& pool, Kernels kernels) const {
  if (kernels == Kernels::reference) return reference_forward(layers_->network, input, nullptr);
  return fast_forward(layers_->network, input, fast_run(kernels, pool), nullptr);
}

Tensor ResNet18::forward(const Tensor& input, ThreadPool& pool, TracePtr& trace, Kernels kernels) const {
  trace.reset(new Trace{input.shape[0], input.shape[2], input.shape[3], {}, {}});
  if (kernels == Kernels::reference) return reference_forward(layers_->network, input, trace.get());
  return fast_forward(layers_->network, input, fast_run(kernels, pool), trace.get());
}

Tensor ResNet18::input_backward(const Trace& trace, const Tensor& logits_gradient, ReluRule rule,
                                ThreadPool& pool, Kernels kernels) const {
  const Network& network = layers_->network;
  if (kernels == Kernels::reference) return reference_input_backward(network, trace, logits_gradient, rule);
  return fast_input_backward(network, trace, logits_gradient, rule, fast_run(kernels, pool));
}

std::vector<LayerTime> ResNet18::layer_times(const Tensor& input, ThreadPool& pool, Kernels kernels) const {
  const Network& network = layers_->network;
  std::vector<LayerTime> times;
  const FastRun run = fast_run(kernels, pool, &times);
  Trace trace{input.shape[0], input.shape[2], input.shape[3], {}, {}};
  Tensor seed = fast_forward(network, input, run, &trace);
  std::fill(seed.values.begin(), seed.values.end(), 1.0f);
  fast_input_backward(network, trace, seed, ReluRule::gradient, run);
  return times;
}

}  // namespace deepcars::nn
