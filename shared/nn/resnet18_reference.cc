// ResNet-18 with the reference kernels: one call per layer, nothing fused.
#include <algorithm>

#include "shared/nn/pooling.h"
#include "shared/nn/reference_kernels.h"
#include "shared/nn/resnet18_network.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::nn {

namespace {

// Values [N,H,W,C] without a border.
struct Values {
  int batch, height, width, channels;
  std::vector<float> values;

  Values(int batch_, int height_, int width_, int channels_)
      : batch(batch_),
        height(height_),
        width(width_),
        channels(channels_),
        values(static_cast<std::size_t>(batch) * height * width * channels) {}
  int count() const { return static_cast<int>(values.size()); }
  float* data() { return values.data(); }
  const float* data() const { return values.data(); }
};

Values conv_forward(const Conv2d& conv, const Values& in) {
  const Conv2dShape& shape = conv.shape();
  Values out(in.batch, shape.out_height(in.height), shape.out_width(in.width), shape.out_channels);
  reference::conv2d_forward(shape, in.batch, in.height, in.width, in.data(), conv.weight().data(),
                            conv.bias().data(), out.data());
  return out;
}

Values conv_backward(const Conv2d& conv, const Values& out_gradient, int height, int width) {
  Values in(out_gradient.batch, height, width, conv.shape().in_channels);
  reference::conv2d_input_backward(conv.shape(), in.batch, height, width, out_gradient.data(),
                                   conv.weight().data(), in.data());
  return in;
}

void relu(Values& values, Trace* trace) {
  std::uint8_t* mask = nullptr;
  if (trace != nullptr) mask = trace->relu_masks.emplace_back((values.values.size() + 7) / 8).data();
  reference::relu_forward(values.count(), values.data(), values.data(), mask);
}

void relu_backward(Values& gradient, const SavedBytes& mask, ReluRule rule) {
  reference::relu_input_backward(gradient.count(), mask.data(), gradient.data(), rule, gradient.data());
}

Values block_forward(const Block& block, const Values& in, Trace* trace) {
  Values middle = conv_forward(block.conv1.conv, in);
  relu(middle, trace);
  Values out = conv_forward(block.conv2.conv, middle);
  const Values skip = block.downsample ? conv_forward(block.downsample->conv, in) : in;
  reference::add_forward(out.count(), out.data(), skip.data(), out.data());
  relu(out, trace);
  return out;
}

Values block_backward(const Block& block, const SavedBytes* masks, int height, int width, ReluRule rule,
                      Values gradient) {
  relu_backward(gradient, masks[1], rule);
  Values through(gradient.batch, gradient.height, gradient.width, gradient.channels), skip = through;
  reference::add_input_backward(gradient.count(), gradient.data(), through.data(), skip.data());

  Values middle = conv_backward(block.conv2.conv, through, gradient.height, gradient.width);
  relu_backward(middle, masks[0], rule);
  Values in = conv_backward(block.conv1.conv, middle, height, width);
  if (block.downsample) skip = conv_backward(block.downsample->conv, skip, height, width);
  reference::add_forward(in.count(), in.data(), skip.data(), in.data());
  return in;
}

// Tensor [N,C,H,W] <-> Values [N,H,W,C].
Values from_tensor(const Tensor& tensor) {
  Values values(tensor.shape[0], tensor.shape[2], tensor.shape[3], tensor.shape[1]);
  ThreadPool alone(1);
  const FeatureMap map = from_channels_first(tensor, 0, values.batch, 0, alone);
  std::copy_n(map.values(), values.count(), values.data());
  return values;
}

Tensor to_tensor(const Values& values) {
  FeatureMap map(values.batch, values.height, values.width, values.channels, 0);
  std::copy(values.values.begin(), values.values.end(), map.values());
  Tensor tensor = Tensor::zeros({values.batch, values.channels, values.height, values.width});
  ThreadPool alone(1);
  to_channels_first(map, 0, tensor, alone);
  return tensor;
}

// The mean of each channel, [N,C].
Tensor channel_means(const Values& map) {
  Tensor means = Tensor::zeros({map.batch, map.channels});
  reference::global_average_pool_forward(map.batch, map.height, map.width, map.channels, map.data(),
                                         means.values.data());
  return means;
}

// From the gradient of the logits to that of the output of the first `blocks` blocks; of the max pool's if 0.
Values blocks_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                       std::size_t blocks, ReluRule rule) {
  // The size of each block's input, then of the last block's output.
  std::vector<int> heights = {max_pool_size(network.stem.conv.shape().out_height(trace.height))};
  std::vector<int> widths = {max_pool_size(network.stem.conv.shape().out_width(trace.width))};
  for (const Block& block : network.blocks) {
    heights.push_back(block.conv1.conv.shape().out_height(heights.back()));
    widths.push_back(block.conv1.conv.shape().out_width(widths.back()));
  }

  const Conv2dShape& fc = network.fc.conv.shape();
  Values features(trace.batch, 1, 1, fc.in_channels);
  reference::linear_input_backward(trace.batch, fc.in_channels, fc.out_channels,
                                   logits_gradient.values.data(), network.fc.conv.weight().data(),
                                   features.data());
  Values map(trace.batch, heights.back(), widths.back(), fc.in_channels);
  reference::global_average_pool_input_backward(map.batch, map.height, map.width, map.channels,
                                                features.data(), map.data());
  for (std::size_t b = network.blocks.size(); b-- > blocks;)
    map = block_backward(network.blocks[b], &trace.relu_masks[1 + 2 * b], heights[b], widths[b], rule,
                         std::move(map));
  return map;
}

}  // namespace

Output reference_forward(const Network& network, const Tensor& input, Trace* trace) {
  Values stem = conv_forward(network.stem.conv, from_tensor(input));
  relu(stem, trace);
  Values map(stem.batch, max_pool_size(stem.height), max_pool_size(stem.width), stem.channels);
  SavedBytes argmax(map.values.size());
  reference::max_pool_forward(stem.batch, stem.height, stem.width, stem.channels, stem.data(), map.data(),
                              argmax.data());
  if (trace != nullptr) trace->pool_argmax = std::move(argmax);

  Output output;
  for (std::size_t b = 0; b < network.blocks.size(); ++b) {
    map = block_forward(network.blocks[b], map, trace);
    if (b + 1 != resnet18_stage_end(3)) continue;
    output.layer3 = channel_means(map);
    if (trace != nullptr) trace->layer3 = to_tensor(map);
  }
  if (trace != nullptr) trace->layer4 = to_tensor(map);
  output.layer4 = channel_means(map);
  const Conv2dShape& fc = network.fc.conv.shape();
  output.logits = Tensor::zeros({map.batch, fc.out_channels});
  reference::linear_forward(map.batch, fc.in_channels, fc.out_channels, output.layer4.values.data(),
                            network.fc.conv.weight().data(), network.fc.conv.bias().data(),
                            output.logits.values.data());
  return output;
}

Tensor reference_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                ReluRule rule) {
  const Values map = blocks_backward(network, trace, logits_gradient, 0, rule);
  const Conv2dShape& shape = network.stem.conv.shape();
  Values stem(trace.batch, shape.out_height(trace.height), shape.out_width(trace.width), map.channels);
  reference::max_pool_input_backward(stem.batch, stem.height, stem.width, stem.channels,
                                     trace.pool_argmax.data(), map.data(), stem.data());
  relu_backward(stem, trace.relu_masks.front(), rule);
  return to_tensor(conv_backward(network.stem.conv, stem, trace.height, trace.width));
}

Tensor reference_stage_gradient(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                                int stage, ReluRule rule) {
  return to_tensor(blocks_backward(network, trace, logits_gradient, resnet18_stage_end(stage), rule));
}

}  // namespace deepcars::nn
