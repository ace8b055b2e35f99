#include "shared/nn/resnet18.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
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

// The number of classes of a network with tensors of these shapes.
Expected<int> classes_of(const Shapes& shapes) {
  const auto bias = shapes.find("fc.bias");
  if (bias == shapes.end()) return wrong_tensor("the weights lack the tensor fc.bias");
  const std::int64_t classes = bias->second.size() == 1 ? bias->second[0] : 0;
  if (classes < 1 || classes > std::numeric_limits<std::int16_t>::max())
    return wrong_tensor("the tensor fc.bias has shape " + text(bias->second) + ", not one value per class");
  const Shapes expected = resnet18_shapes(static_cast<int>(classes));
  for (const auto& [name, shape] : expected) {
    const auto found = shapes.find(name);
    if (found == shapes.end()) return wrong_tensor("the weights lack the tensor " + name);
    if (found->second != shape)
      return wrong_tensor("the tensor " + name + " has shape " + text(found->second) + ", not " +
                          text(shape));
  }
  for (const auto& [name, shape] : shapes)
    if (!expected.contains(name))
      return wrong_tensor("the weights have a tensor " + name + " that ResNet-18 does not");
  return static_cast<int>(classes);
}

// kernels is not reference.
FastRun fast_run(Kernels kernels, ThreadPool& pool, std::vector<LayerTime>* times = nullptr) {
  return {kernels == Kernels::fast ? Rounding::fused : Rounding::separate,
          kernels == Kernels::portable ? Rounding::separate : Rounding::fused, pool, times};
}

// Every convolution, in the order of the forward pass; a block's downsample comes last.
std::vector<NamedConv2d> convolutions(const Topology& topology) {
  std::vector<NamedConv2d> all = {topology.stem};
  for (const BlockTopology& block : topology.blocks) {
    all.push_back(block.conv1);
    all.push_back(block.conv2);
    if (block.downsample) all.push_back(*block.downsample);
  }
  all.push_back(topology.fc);
  return all;
}

// The values of a tensor, or why there are none. Threads call it at the same time.
using Read = std::function<Expected<std::vector<float>>(const std::string& name)>;

Expected<Network> read_network(const Shapes& shapes, const Read& read, ThreadPool& pool) {
  const auto classes = classes_of(shapes);
  if (!classes) return tl::unexpected(classes.error());
  const Topology topology = resnet18_topology(*classes);
  const std::vector<NamedConv2d> named = convolutions(topology);
  std::vector<std::optional<Conv2d>> packed(named.size());
  std::vector<std::optional<Error>> errors(named.size());
  pool.parallel_for(static_cast<int>(named.size()), [&](int job) {
    const std::size_t i = named.size() - 1 - static_cast<std::size_t>(job);  // The last ones are the largest.
    const auto weight = read(named[i].name + ".weight"), bias = read(named[i].name + ".bias");
    if (weight && bias)
      packed[i].emplace(named[i].shape, weight->data(), bias->data());
    else
      errors[i] = weight ? bias.error() : weight.error();
  });
  for (const auto& error : errors)
    if (error) return tl::unexpected(*error);

  auto next = packed.begin();
  const auto take = [&next] { return *std::move(*next++); };
  Conv2d stem = take();
  std::vector<Block> blocks;
  for (const BlockTopology& block : topology.blocks) {
    Conv2d conv1 = take(), conv2 = take();
    std::optional<Conv2d> downsample;
    if (block.downsample) downsample = take();
    blocks.push_back({block.name, std::move(conv1), std::move(conv2), std::move(downsample)});
  }
  return Network{std::move(stem), std::move(blocks), take()};
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
  Shapes shapes;
  for (const auto& [name, tensor] : tensors) {
    if (!has_values(tensor))
      return wrong_tensor("the tensor " + name + " has shape " + text(tensor.shape) + " and " +
                          std::to_string(tensor.values.size()) + " values");
    shapes.emplace(name, tensor.shape);
  }
  ThreadPool alone(1);
  auto network =
      read_network(shapes, [&](const std::string& name) { return tensors.at(name).values; }, alone);
  if (!network) return tl::unexpected(network.error());
  return ResNet18(std::make_unique<Layers>(Layers{*std::move(network)}));
}

Expected<ResNet18> ResNet18::create(const weights::TensorReader& file, ThreadPool& pool) {
  auto network = read_network(file.shapes(), [&](const std::string& name) { return file.read(name); }, pool);
  if (!network) return tl::unexpected(network.error());
  return ResNet18(std::make_unique<Layers>(Layers{*std::move(network)}));
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
