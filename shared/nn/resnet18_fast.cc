// ResNet-18 with the fast kernels. Residual connections and ReLUs are fused into the convolutions before
// them. A batch goes through the network block by block, and through a block a few images at a time.
#include <algorithm>
#include <chrono>
#include <optional>

#include "shared/nn/pooling.h"
#include "shared/nn/relu.h"
#include "shared/nn/resnet18_network.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::nn {

namespace {

using Direction = LayerTime::Direction;

// All maps of the blocks, forward and backward, have the border that a 3x3 convolution needs.
constexpr int block_border = 1;

// A group of images has about this many values in all the maps of a block: 512 * 1024 * 4 bytes = 2 MB, which
// the processor's caches hold. Larger groups share the reading and transforming of the weights among more
// images, so where a block has more weights than this, a group has as many values.
constexpr std::ptrdiff_t group_values = 512 * 1024;

std::ptrdiff_t weight_count(const Block& block) {
  return static_cast<std::ptrdiff_t>(block.conv1.conv.shape().multiply_adds(1) +
                                     block.conv2.conv.shape().multiply_adds(1));
}

// Calls work(first, count) for groups of a batch's images.
template <class Work>
void for_groups(int batch, std::ptrdiff_t values_per_image, std::ptrdiff_t weights, const Work& work) {
  const int group = static_cast<int>(
      std::clamp<std::ptrdiff_t>(std::max(group_values, weights) / values_per_image, 1, batch));
  for (int first = 0; first < batch; first += group) work(first, std::min(group, batch - first));
}

// The start of the bytes saved for the images from `first` on; null if nothing is saved.
template <class Bytes>
auto saved_from(Bytes* saved, int batch, int first) {
  return saved == nullptr ? nullptr : saved->data() + saved->size() / static_cast<std::size_t>(batch) * first;
}

// Runs single layers with one rounding, and takes their times if they are wanted.
class LayerRunner {
 public:
  LayerRunner(const PassOptions& options, Rounding rounding) : options_(options), rounding_(rounding) {}

  ThreadPool& pool() const { return options_.pool; }

  void forward(const ConvLayer& layer, const FeatureMap& in, const FeatureMap* residual, bool relu,
               FeatureMap& out) const {
    timed(layer.name, Direction::forward, multiply_adds(layer.conv, out),
          [&] { layer.conv.forward(in, residual, relu, out, pool(), rounding_); });
  }

  void backward(const ConvLayer& layer, const FeatureMap& out_gradient, const FeatureMap* residual,
                FeatureMap& in_gradient) const {
    timed(layer.name, Direction::backward, multiply_adds(layer.conv, out_gradient),
          [&] { layer.conv.input_backward(out_gradient, residual, in_gradient, pool(), rounding_); });
  }

  // Saves which values of a ReLU's output are positive; does nothing if mask is null.
  void save_relu(const FeatureMap& out, std::uint8_t* mask) const {
    if (mask == nullptr) return;
    timed("relu", Direction::forward, 0, [&] { relu_mask(out, mask, pool()); });
  }

  void relu_backward(const std::uint8_t* mask, ReluRule rule, FeatureMap& gradient) const {
    timed("relu", Direction::backward, 0, [&] { relu_input_backward(mask, rule, gradient, pool()); });
  }

  // Does the work and, if times are wanted, adds its duration to the layer's time.
  template <class Work>
  void timed(const std::string& layer, Direction direction, double multiply_adds, const Work& work) const {
    if (options_.times == nullptr) return work();
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> duration = std::chrono::steady_clock::now() - start;
    const auto known = std::find_if(
        options_.times->begin(), options_.times->end(),
        [&](const LayerTime& time) { return time.layer == layer && time.direction == direction; });
    LayerTime& time = known == options_.times->end()
                          ? options_.times->emplace_back(LayerTime{
                                .layer = layer, .direction = direction, .time_ms = 0, .multiply_adds = 0})
                          : *known;
    time.time_ms += duration.count();
    time.multiply_adds += multiply_adds;
  }

 private:
  // out has the size of the convolution's output, forward and backward.
  static double multiply_adds(const Conv2d& conv, const FeatureMap& out) {
    return conv.shape().multiply_adds(out.batch() * out.height() * out.width());
  }

  const PassOptions& options_;
  Rounding rounding_;
};

std::size_t value_count(const FeatureMap& map) {
  return static_cast<std::size_t>(map.batch()) * map.height() * map.width() * map.channels();
}

// masks receive what the block's two ReLUs save, or are null.
FeatureMap block_forward(const Block& block, const FeatureMap& in, SavedBytes* masks,
                         const LayerRunner& runner) {
  const int batch = in.batch();
  const Conv2dShape& shape = block.conv1.conv.shape();
  FeatureMap out(batch, shape.out_height(in.height()), shape.out_width(in.width()), shape.out_channels,
                 block_border);
  SavedBytes *middle_mask = nullptr, *out_mask = nullptr;
  if (masks != nullptr) {
    middle_mask = &masks[0];
    out_mask = &masks[1];
    for (SavedBytes* mask : {middle_mask, out_mask}) mask->resize(value_count(out) / 8);
  }
  for_groups(batch, in.image_stride() + 2 * out.image_stride(), weight_count(block),
             [&](int first, int count) {
               const FeatureMap from = in.images(first, count);
               FeatureMap to = out.images(first, count);
               FeatureMap middle(count, out.height(), out.width(), out.channels(), block_border);
               runner.forward(block.conv1, from, nullptr, true, middle);
               runner.save_relu(middle, saved_from(middle_mask, batch, first));

               const FeatureMap* skip = &from;
               if (block.downsample) {
                 runner.forward(*block.downsample, from, nullptr, false, to);
                 skip = &to;
               }
               runner.forward(block.conv2, middle, skip, true, to);
               runner.save_relu(to, saved_from(out_mask, batch, first));
             });
  return out;
}

// gradient is that of the output of the block's last ReLU; it is overwritten. masks are what the block's two
// ReLUs saved. Returns the gradient of the block's input, in_height x in_width pixels.
FeatureMap block_backward(const Block& block, const SavedBytes* masks, int in_height, int in_width,
                          ReluRule rule, FeatureMap gradient, const LayerRunner& runner) {
  const int batch = gradient.batch();
  FeatureMap in(batch, in_height, in_width, block.conv1.conv.shape().in_channels, block_border);
  for_groups(batch, in.image_stride() + 2 * gradient.image_stride(), weight_count(block),
             [&](int first, int count) {
               FeatureMap from = gradient.images(first, count), to = in.images(first, count);
               runner.relu_backward(saved_from(&masks[1], batch, first), rule, from);
               FeatureMap middle(count, from.height(), from.width(), from.channels(), block_border);
               runner.backward(block.conv2, from, nullptr, middle);
               runner.relu_backward(saved_from(&masks[0], batch, first), rule, middle);

               runner.backward(block.conv1, middle, block.downsample ? nullptr : &from, to);
               if (block.downsample) runner.backward(*block.downsample, from, &to, to);
             });
  return in;
}

// Convolution, ReLU and max pool.
FeatureMap stem_forward(const ConvLayer& layer, const Tensor& input, Trace* trace,
                        const LayerRunner& runner) {
  const Conv2d& conv = layer.conv;
  const int batch = input.shape[0];
  const int height = conv.shape().out_height(input.shape[2]), width = conv.shape().out_width(input.shape[3]);
  const int channels = conv.shape().out_channels;
  FeatureMap out(batch, max_pool_size(height), max_pool_size(width), channels, block_border);
  const std::ptrdiff_t stem_values = static_cast<std::ptrdiff_t>(height) * width * channels;
  if (trace != nullptr) {
    trace->relu_masks.front().resize(static_cast<std::size_t>(stem_values) * batch / 8);
    trace->pool_argmax.resize(value_count(out));
  }
  for_groups(batch, stem_values, 0, [&](int first, int count) {
    FeatureMap photo = from_channels_first(input, first, count, conv.forward_border(), runner.pool());
    FeatureMap stem(count, height, width, channels, 0), to = out.images(first, count);
    runner.forward(layer, photo, nullptr, true, stem);
    runner.save_relu(stem, saved_from(trace == nullptr ? nullptr : &trace->relu_masks.front(), batch, first));
    runner.timed("maxpool", Direction::forward, 0, [&] {
      max_pool_forward(stem, to, saved_from(trace == nullptr ? nullptr : &trace->pool_argmax, batch, first),
                       runner.pool());
    });
  });
  return out;
}

// gradient is that of the max pool's output. Returns the gradient of the input.
Tensor stem_backward(const ConvLayer& layer, const Trace& trace, ReluRule rule, const FeatureMap& gradient,
                     const LayerRunner& runner) {
  const Conv2d& conv = layer.conv;
  const int batch = trace.batch;
  const int height = conv.shape().out_height(trace.height), width = conv.shape().out_width(trace.width);
  const int channels = conv.shape().out_channels;
  Tensor input_gradient = Tensor::zeros({batch, conv.shape().in_channels, trace.height, trace.width});
  for_groups(batch, static_cast<std::ptrdiff_t>(height) * width * channels, 0, [&](int first, int count) {
    FeatureMap stem(count, height, width, channels, conv.backward_border());
    FeatureMap photo(count, trace.height, trace.width, conv.shape().in_channels, 0);
    runner.timed("maxpool", Direction::backward, 0, [&] {
      max_pool_input_backward(saved_from(&trace.pool_argmax, batch, first), gradient.images(first, count),
                              stem, runner.pool());
    });
    runner.relu_backward(saved_from(&trace.relu_masks.front(), batch, first), rule, stem);
    runner.backward(layer, stem, nullptr, photo);
    to_channels_first(photo, first, input_gradient, runner.pool());
  });
  return input_gradient;
}

// The height and width of each block's input, then of the last block's output.
struct Size {
  int height, width;
};
std::vector<Size> block_sizes(const Network& network, const Trace& trace) {
  std::vector<Size> sizes = {{max_pool_size(network.stem.conv.shape().out_height(trace.height)),
                              max_pool_size(network.stem.conv.shape().out_width(trace.width))}};
  for (const Block& block : network.blocks)
    sizes.push_back({block.conv1.conv.shape().out_height(sizes.back().height),
                     block.conv1.conv.shape().out_width(sizes.back().width)});
  return sizes;
}

// The mean of each channel, as a map of one pixel per image.
FeatureMap channel_means(const FeatureMap& map) {
  FeatureMap means(map.batch(), 1, 1, map.channels(), 0);
  global_average_pool_forward(map, means);
  return means;
}

// A map of one pixel per image as [N,C].
Tensor rows_of(const FeatureMap& map) {
  Tensor rows = Tensor::zeros({map.batch(), map.channels()});
  std::copy_n(map.values(), rows.values.size(), rows.values.begin());
  return rows;
}

// features [N,1,1,C] -> logits [N,classes].
Tensor last_layer(const Network& network, const FeatureMap& features, const LayerRunner& runner) {
  FeatureMap logits(features.batch(), 1, 1, network.fc.conv.shape().out_channels, 0);
  runner.forward(network.fc, features, nullptr, false, logits);
  return rows_of(logits);
}

// What follows the last block, whose output is `map`.
void finish(const Network& network, const FeatureMap& map, const LayerRunner& runner, Output& output) {
  std::optional<FeatureMap> features;
  runner.timed("avgpool", Direction::forward, 0, [&] { features = channel_means(map); });
  output.layer4 = rows_of(*features);
  output.logits = last_layer(network, *features, runner);
}

Tensor channels_first(const FeatureMap& map, ThreadPool& pool) {
  Tensor tensor = Tensor::zeros({map.batch(), map.channels(), map.height(), map.width()});
  to_channels_first(map, 0, tensor, pool);
  return tensor;
}

// From the gradient of the logits to that of the output of the first `blocks` blocks; of the max pool's if 0.
FeatureMap blocks_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           std::size_t blocks, ReluRule rule, const LayerRunner& runner) {
  FeatureMap logits(trace.batch, 1, 1, network.fc.conv.shape().out_channels, 0);
  std::copy(logits_gradient.values.begin(), logits_gradient.values.end(), logits.values());
  FeatureMap features(trace.batch, 1, 1, network.fc.conv.shape().in_channels, 0);
  runner.backward(network.fc, logits, nullptr, features);

  const std::vector<Size> sizes = block_sizes(network, trace);
  FeatureMap map(trace.batch, sizes.back().height, sizes.back().width, features.channels(), block_border);
  runner.timed("avgpool", Direction::backward, 0, [&] { global_average_pool_input_backward(features, map); });
  for (std::size_t b = network.blocks.size(); b-- > blocks;)
    map = block_backward(network.blocks[b], &trace.relu_masks[1 + 2 * b], sizes[b].height, sizes[b].width,
                         rule, std::move(map), runner);
  return map;
}

}  // namespace

Output fast_forward(const Network& network, const Tensor& input, const PassOptions& options, Trace* trace) {
  const LayerRunner stem_runner(options, options.kernels.stem), runner(options, options.kernels.rest);
  if (trace != nullptr) trace->relu_masks.resize(1 + 2 * network.blocks.size());
  FeatureMap map = stem_forward(network.stem, input, trace, stem_runner);
  Output output;
  for (std::size_t b = 0; b < network.blocks.size(); ++b) {
    map = block_forward(network.blocks[b], map, trace == nullptr ? nullptr : &trace->relu_masks[1 + 2 * b],
                        runner);
    if (b + 1 != resnet18_stage_end(3)) continue;
    output.layer3 = rows_of(channel_means(map));
    if (trace != nullptr) trace->layer3 = channels_first(map, options.pool);
  }
  if (trace != nullptr) trace->layer4 = channels_first(map, options.pool);

  finish(network, map, runner, output);
  return output;
}

Output fast_tail_forward(const Network& network, const FeatureMap& in, const PassOptions& options) {
  const LayerRunner runner(options, options.kernels.rest);
  Output output;
  output.layer3 = rows_of(channel_means(in));
  const std::size_t first = resnet18_stage_end(3);
  FeatureMap map = block_forward(network.blocks[first], in, nullptr, runner);
  for (std::size_t b = first + 1; b < network.blocks.size(); ++b)
    map = block_forward(network.blocks[b], map, nullptr, runner);
  finish(network, map, runner, output);
  return output;
}

Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, const PassOptions& options) {
  const LayerRunner runner(options, options.kernels.rest);
  const FeatureMap map = blocks_backward(network, trace, logits_gradient, 0, rule, runner);
  return stem_backward(network.stem, trace, rule, map, runner);
}

Tensor fast_stage_gradient(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           int stage, ReluRule rule, const PassOptions& options) {
  const LayerRunner runner(options, options.kernels.rest);
  return channels_first(
      blocks_backward(network, trace, logits_gradient, resnet18_stage_end(stage), rule, runner),
      options.pool);
}

}  // namespace deepcars::nn
