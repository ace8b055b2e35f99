// ResNet-18 with the fast kernels. Residual connections and ReLUs are fused into the convolutions before
// them.
#include <algorithm>

#include "shared/nn/pooling.h"
#include "shared/nn/relu.h"
#include "shared/nn/resnet18_layers.h"

namespace deepcars::nn {

namespace {

// All maps of the blocks, forward and backward, have the border that a 3x3 convolution needs.
constexpr int block_border = 1;

Rounding rounding_of(Kernels kernels) {
  return kernels == Kernels::portable ? Rounding::separate : Rounding::fused;
}

Rounding stem_rounding_of(Kernels kernels) {
  return kernels == Kernels::fast ? Rounding::fused : Rounding::separate;
}

FeatureMap output_of(const Conv2d& conv, const FeatureMap& in, int border) {
  return FeatureMap(in.batch(), conv.shape().out_height(in.height()), conv.shape().out_width(in.width()),
                    conv.shape().out_channels, border);
}

std::size_t value_count(const FeatureMap& map) {
  return static_cast<std::size_t>(map.batch()) * map.height() * map.width() * map.channels();
}

void remember_relu(const FeatureMap& out, ThreadPool& pool, Trace* trace) {
  if (trace == nullptr) return;
  trace->relu_masks.emplace_back(value_count(out) / 8);
  relu_mask(out, trace->relu_masks.back().data(), pool);
}

FeatureMap block_forward(const Block& block, const FeatureMap& in, Rounding rounding, ThreadPool& pool,
                         Trace* trace) {
  FeatureMap middle = output_of(block.conv1, in, block_border);
  block.conv1.forward(in, nullptr, true, middle, pool, rounding);
  remember_relu(middle, pool, trace);

  FeatureMap out = output_of(block.conv2, middle, block_border);
  const FeatureMap* skip = &in;
  if (block.downsample) {
    block.downsample->forward(in, nullptr, false, out, pool, rounding);
    skip = &out;
  }
  block.conv2.forward(middle, skip, true, out, pool, rounding);
  remember_relu(out, pool, trace);
  return out;
}

// The height and width of a block's input, for each block and after the last.
struct Size {
  int height, width;
};
std::vector<Size> block_sizes(const Network& network, const Trace& trace) {
  std::vector<Size> sizes = {{max_pool_size(network.stem.shape().out_height(trace.height)),
                              max_pool_size(network.stem.shape().out_width(trace.width))}};
  for (const Block& block : network.blocks)
    sizes.push_back({block.conv1.shape().out_height(sizes.back().height),
                     block.conv1.shape().out_width(sizes.back().width)});
  return sizes;
}

// gradient is to the block's output, before its last ReLU's way back; masks are its two ReLUs'.
FeatureMap block_backward(const Block& block, const Memory* masks, Size in_size, ReluRule rule,
                          Rounding rounding, FeatureMap gradient, ThreadPool& pool) {
  relu_input_backward(masks[1].data(), rule, gradient, pool);
  FeatureMap middle(gradient.batch(), gradient.height(), gradient.width(), gradient.channels(), block_border);
  block.conv2.input_backward(gradient, nullptr, middle, pool, rounding);
  relu_input_backward(masks[0].data(), rule, middle, pool);

  FeatureMap in(gradient.batch(), in_size.height, in_size.width, block.conv1.shape().in_channels,
                block_border);
  block.conv1.input_backward(middle, block.downsample ? nullptr : &gradient, in, pool, rounding);
  if (block.downsample) block.downsample->input_backward(gradient, &in, in, pool, rounding);
  return in;
}

}  // namespace

Tensor fast_forward(const Network& network, const Tensor& input, Kernels kernels, ThreadPool& pool,
                    Trace* trace) {
  const FeatureMap photo = from_channels_first(input, network.stem.forward_border());
  FeatureMap stem = output_of(network.stem, photo, 0);
  network.stem.forward(photo, nullptr, true, stem, pool, stem_rounding_of(kernels));
  remember_relu(stem, pool, trace);

  FeatureMap map(stem.batch(), max_pool_size(stem.height()), max_pool_size(stem.width()), stem.channels(),
                 block_border);
  if (trace != nullptr) trace->pool_argmax.resize(value_count(map));
  max_pool_forward(stem, map, trace == nullptr ? nullptr : trace->pool_argmax.data(), pool);

  const Rounding rounding = rounding_of(kernels);
  for (const Block& block : network.blocks) map = block_forward(block, map, rounding, pool, trace);

  FeatureMap features(map.batch(), 1, 1, map.channels(), 0);
  global_average_pool_forward(map, features);
  FeatureMap logits = output_of(network.fc, features, 0);
  network.fc.forward(features, nullptr, false, logits, pool, rounding);
  Tensor result = Tensor::zeros({logits.batch(), logits.channels()});
  std::copy_n(logits.values(), result.values.size(), result.values.begin());
  return result;
}

Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, Kernels kernels, ThreadPool& pool) {
  const Rounding rounding = rounding_of(kernels);
  FeatureMap logits(trace.batch, 1, 1, network.fc.shape().out_channels, 0);
  std::copy(logits_gradient.values.begin(), logits_gradient.values.end(), logits.values());
  FeatureMap features(trace.batch, 1, 1, network.fc.shape().in_channels, 0);
  network.fc.input_backward(logits, nullptr, features, pool, rounding);

  const std::vector<Size> sizes = block_sizes(network, trace);
  FeatureMap map(trace.batch, sizes.back().height, sizes.back().width, features.channels(), block_border);
  global_average_pool_input_backward(features, map);
  for (std::size_t b = network.blocks.size(); b-- > 0;)
    map = block_backward(network.blocks[b], &trace.relu_masks[1 + 2 * b], sizes[b], rule, rounding,
                         std::move(map), pool);

  FeatureMap stem(trace.batch, network.stem.shape().out_height(trace.height),
                  network.stem.shape().out_width(trace.width), map.channels(),
                  network.stem.backward_border());
  max_pool_input_backward(trace.pool_argmax.data(), map, stem, pool);
  relu_input_backward(trace.relu_masks.front().data(), rule, stem, pool);
  FeatureMap photo(trace.batch, trace.height, trace.width, network.stem.shape().in_channels, 0);
  network.stem.input_backward(stem, nullptr, photo, pool, rounding);
  return to_channels_first(photo);
}

}  // namespace deepcars::nn
