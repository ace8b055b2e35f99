#include "shared/nn/resnet18.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "shared/nn/resnet18_network.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::nn {

namespace {

// Whether the number of values matches the shape.
bool has_values(const weights::NamedTensor& tensor) {
  std::size_t count = 1;
  for (const std::int64_t extent : tensor.shape) count *= static_cast<std::size_t>(extent);
  return tensor.values.size() == count;
}

TracePtr empty_trace(const Tensor& input) {
  return TracePtr(new Trace{.batch = input.shape[0],
                            .height = input.shape[2],
                            .width = input.shape[3],
                            .relu_masks = {},
                            .pool_argmax = {},
                            .layer3 = {},
                            .layer4 = {}});
}

// The values of a tensor: owned if they were read from a file, else a view of a tensor in memory.
struct Values {
  std::vector<float> owned;
  const float* data;
};

// Gives the values of a tensor, or why there are none. Threads call it at the same time.
using Read = std::function<Expected<Values>(const std::string& name)>;

Expected<std::unique_ptr<Network>> read_network(const weights::Shapes& shapes, const Read& read,
                                                ThreadPool& pool) {
  const auto classes = resnet18_classes(shapes);
  if (!classes) return tl::unexpected(classes.error());
  const Topology topology = resnet18_topology(*classes);
  const std::vector<NamedConv2d> named = convolutions(topology);
  std::vector<std::optional<Conv2d>> packed(named.size());
  std::vector<std::optional<Error>> errors(named.size());
  pool.parallel_for(static_cast<int>(named.size()), [&](int job) {
    const std::size_t i = named.size() - 1 - static_cast<std::size_t>(job);  // The last ones are the largest.
    const auto weight = read(named[i].weight_name()), bias = read(named[i].bias_name());
    if (weight && bias)
      packed[i].emplace(named[i].shape, weight->data, bias->data);
    else
      errors[i] = weight ? bias.error() : weight.error();
  });
  for (const auto& error : errors)
    if (error) return tl::unexpected(*error);

  // In the order of convolutions(topology).
  auto next = packed.begin();
  const auto take = [&next](const NamedConv2d& conv) { return ConvLayer{conv.name, *std::move(*next++)}; };
  ConvLayer stem = take(topology.stem);
  std::vector<Block> blocks;
  for (const BlockTopology& block : topology.blocks) {
    ConvLayer conv1 = take(block.conv1), conv2 = take(block.conv2);
    std::optional<ConvLayer> downsample;
    if (block.downsample) downsample = take(*block.downsample);
    blocks.push_back({std::move(conv1), std::move(conv2), std::move(downsample)});
  }
  return std::make_unique<Network>(
      Network{.stem = std::move(stem), .blocks = std::move(blocks), .fc = take(topology.fc)});
}

// Calls visit with each layer, in the order of the forward pass. AnyNetwork is Network, const or not.
template <typename AnyNetwork, typename Visit>
void for_each_layer(AnyNetwork& network, const Visit& visit) {
  visit(network.stem);
  for (auto& block : network.blocks) {
    visit(block.conv1);
    visit(block.conv2);
    if (block.downsample) visit(*block.downsample);
  }
  visit(network.fc);
}

}  // namespace

Expected<ResNet18> ResNet18::create(const weights::Tensors& tensors) {
  weights::Shapes shapes;
  for (const auto& [name, tensor] : tensors) {
    if (!has_values(tensor))
      return failure(ErrorCode::weights_damaged,
                     "the tensor " + name + " has " + std::to_string(tensor.values.size()) +
                         " values, which do not fill its shape",
                     "use a weight file that deepcars export wrote");
    shapes.emplace(name, tensor.shape);
  }
  ThreadPool alone(1);
  auto network = read_network(
      shapes,
      [&](const std::string& name) { return Values{.owned = {}, .data = tensors.at(name).values.data()}; },
      alone);
  if (!network) return tl::unexpected(network.error());
  return ResNet18(*std::move(network));
}

Expected<ResNet18> ResNet18::create(const weights::TensorReader& file, ThreadPool& pool) {
  const auto read = [&](const std::string& name) -> Expected<Values> {
    auto values = file.read(name);
    if (!values) return tl::unexpected(values.error());
    const float* data = values->data();  // Stays valid when the vector is moved.
    return Values{.owned = *std::move(values), .data = data};
  };
  auto network = read_network(file.shapes(), read, pool);
  if (!network) return tl::unexpected(network.error());
  return ResNet18(*std::move(network));
}

Expected<ResNet18> ResNet18::patched(const weights::TensorReader& patch) const {
  const weights::Shapes expected = resnet18_shapes(classes()), changed = patch.shapes();
  weights::Shapes shapes = expected;
  for (const auto& [name, shape] : changed) shapes[name] = shape;
  if (const std::string difference = first_difference(shapes, expected); !difference.empty())
    return failure(ErrorCode::weights_damaged, difference, "use a patch that deepcars export wrote");
  Network network = *network_;
  std::optional<Error> error;
  // The tensor's values from the patch, or the layer's own.
  const auto values = [&](const std::string& name, const auto& own) {
    if (!changed.contains(name)) return own();
    auto read = patch.read(name);
    if (read) return *std::move(read);
    error = read.error();
    return own();
  };
  for_each_layer(network, [&](ConvLayer& layer) {
    const std::string weight_name = layer.name + ".weight", bias_name = layer.name + ".bias";
    if (!changed.contains(weight_name) && !changed.contains(bias_name)) return;
    const std::vector<float> weight = values(weight_name, [&] { return layer.conv.weight(); }),
                             bias = values(bias_name, [&] { return layer.conv.bias(); });
    layer.conv = Conv2d(layer.conv.shape(), weight.data(), bias.data());
  });
  if (error) return tl::unexpected(*error);
  return ResNet18(std::make_unique<Network>(std::move(network)));
}

ResNet18::ResNet18(std::unique_ptr<Network> network) : network_(std::move(network)) {}
ResNet18::ResNet18(ResNet18&&) noexcept = default;
ResNet18& ResNet18::operator=(ResNet18&&) noexcept = default;
ResNet18::~ResNet18() = default;

void TraceDeleter::operator()(Trace* trace) const { delete trace; }

std::vector<float> ResNet18::last_bias() const { return network_->fc.conv.bias(); }

int ResNet18::classes() const { return network_->fc.conv.shape().out_channels; }

void ResNet18::replace(const std::string& convolution, const std::vector<float>& weight,
                       const std::vector<float>& bias) {
  release_backward();
  for_each_layer(*network_, [&](ConvLayer& layer) {
    if (layer.name == convolution) layer.conv = Conv2d(layer.conv.shape(), weight.data(), bias.data());
  });
}

void ResNet18::release_backward() {
  for_each_layer(*network_, [](ConvLayer& layer) { layer.conv.release_backward(); });
}

weights::Tensors ResNet18::tensors() const {
  const weights::Shapes shapes = resnet18_shapes(classes());
  weights::Tensors tensors;
  for_each_layer(*network_, [&](const ConvLayer& layer) {
    const std::string weight = layer.name + ".weight", bias = layer.name + ".bias";
    tensors[weight] = {.shape = shapes.at(weight), .values = layer.conv.weight()};
    tensors[bias] = {.shape = shapes.at(bias), .values = layer.conv.bias()};
  });
  return tensors;
}

Output ResNet18::forward(const Tensor& input, ThreadPool& pool, Kernels kernels) const {
  if (kernels.scalar) return reference_forward(*network_, input, nullptr);
  return fast_forward(*network_, input, {.kernels = kernels, .pool = pool}, nullptr);
}

Output ResNet18::forward(const Tensor& input, ThreadPool& pool, TracePtr& trace, Kernels kernels) const {
  trace = empty_trace(input);
  if (kernels.scalar) return reference_forward(*network_, input, trace.get());
  return fast_forward(*network_, input, {.kernels = kernels, .pool = pool}, trace.get());
}

Tensor ResNet18::input_backward(const Trace& trace, const Tensor& logits_gradient, ReluRule rule,
                                ThreadPool& pool, Kernels kernels) const {
  if (kernels.scalar) return reference_input_backward(*network_, trace, logits_gradient, rule);
  return fast_input_backward(*network_, trace, logits_gradient, rule, {.kernels = kernels, .pool = pool});
}

Tensor ResNet18::stage_activations(const Trace& trace, int stage) const {
  return stage == 3 ? trace.layer3 : trace.layer4;
}

Tensor ResNet18::stage_gradient(const Trace& trace, const Tensor& logits_gradient, int stage, ReluRule rule,
                                ThreadPool& pool, Kernels kernels) const {
  if (kernels.scalar) return reference_stage_gradient(*network_, trace, logits_gradient, stage, rule);
  return fast_stage_gradient(*network_, trace, logits_gradient, stage, rule,
                             {.kernels = kernels, .pool = pool});
}

std::vector<LayerTime> ResNet18::layer_times(const Tensor& input, ThreadPool& pool, Kernels kernels) const {
  std::vector<LayerTime> times;
  const PassOptions options = {.kernels = kernels, .pool = pool, .times = &times};
  const TracePtr trace = empty_trace(input);
  Tensor seed = fast_forward(*network_, input, options, trace.get()).logits;
  std::fill(seed.values.begin(), seed.values.end(), 1.0f);
  fast_input_backward(*network_, *trace, seed, ReluRule::gradient, options);
  return times;
}

}  // namespace deepcars::nn
