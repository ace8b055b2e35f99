// ResNet-18 with the fast kernels. Residual connections and ReLUs are fused into the convolutions before
// them. A batch goes through the network block by block, and through a block a few images at a time.
#include <algorithm>
#include <chrono>

#include "shared/nn/pooling.h"
#include "shared/nn/relu.h"
#include "shared/nn/resnet18_layers.h"

namespace deepcars::nn {

namespace {

using Direction = LayerTime::Direction;

// All maps of the blocks, forward and backward, have the border that a 3x3 convolution needs.
constexpr int block_border = 1;

// Values of the maps that a group of images has in a block, about: 2 MB, which the processor's caches hold.
// Larger groups share the work of reading and transforming the weights among more images.
constexpr std::ptrdiff_t group_values = 512 * 1024;

// Calls work(first, count) for groups of a batch's images, which have so many values each.
template <class Work>
void for_groups(int batch, std::ptrdiff_t values_per_image, const Work& work) {
  const int most = static_cast<int>(std::clamp<std::ptrdiff_t>(group_values / values_per_image, 1, batch));
  for (int first = 0; first < batch; first += most) work(first, std::min(most, batch - first));
}

// Where a layer's memory of the images from `first` on starts; null without memory.
template <class Bytes>
auto memory_of(Bytes* memory, int batch, int first) {
  return memory == nullptr ? nullptr
                           : memory->data() + memory->size() / static_cast<std::size_t>(batch) * first;
}

// The kernels, with what all calls have in common.
class Kit {
 public:
  explicit Kit(const FastRun& run) : run_(run) {}

  ThreadPool& pool() const { return run_.pool; }

  void forward(const std::string& layer, const Conv2d& conv, const FeatureMap& in, const FeatureMap* residual,
               bool relu, FeatureMap& out) const {
    timed(layer, Direction::forward, multiply_adds(conv, out),
          [&] { conv.forward(in, residual, relu, out, run_.pool, run_.rounding); });
  }

  void backward(const std::string& layer, const Conv2d& conv, const FeatureMap& out_gradient,
                const FeatureMap* residual, FeatureMap& in_gradient) const {
    timed(layer, Direction::backward, multiply_adds(conv, out_gradient),
          [&] { conv.input_backward(out_gradient, residual, in_gradient, run_.pool, run_.rounding); });
  }

  void remember_relu(const FeatureMap& out, std::uint8_t* mask) const {
    if (mask == nullptr) return;
    timed("relu", Direction::forward, 0, [&] { relu_mask(out, mask, run_.pool); });
  }

  void relu_backward(const std::uint8_t* mask, ReluRule rule, FeatureMap& gradient) const {
    timed("relu", Direction::backward, 0, [&] { relu_input_backward(mask, rule, gradient, run_.pool); });
  }

  // Does work and, if somebody wants to know, adds what it took to the layer's time.
  template <class Work>
  void timed(const std::string& layer, Direction direction, double multiply_adds, const Work& work) const {
    if (run_.times == nullptr) return work();
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    const auto known = std::find_if(run_.times->begin(), run_.times->end(), [&](const LayerTime& time) {
      return time.layer == layer && time.direction == direction;
    });
    LayerTime& time =
        known == run_.times->end() ? run_.times->emplace_back(LayerTime{layer, direction, 0, 0}) : *known;
    time.milliseconds += took.count();
    time.multiply_adds += multiply_adds;
  }

 private:
  // out has the size of the convolution's output, forward and backward.
  static double multiply_adds(const Conv2d& conv, const FeatureMap& out) {
    const Conv2dShape& shape = conv.shape();
    return static_cast<double>(out.batch()) * out.height() * out.width() * shape.out_channels *
           shape.in_channels * shape.kernel_height * shape.kernel_width;
  }

  const FastRun& run_;
};

std::size_t value_count(const FeatureMap& map) {
  return static_cast<std::size_t>(map.batch()) * map.height() * map.width() * map.channels();
}

// masks are the memories of the block's two ReLUs, or null.
FeatureMap block_forward(const Block& block, const FeatureMap& in, Memory* masks, const Kit& kit) {
  const int batch = in.batch();
  const Conv2dShape& shape = block.conv1.shape();
  FeatureMap out(batch, shape.out_height(in.height()), shape.out_width(in.width()), shape.out_channels,
                 block_border);
  Memory *middle_mask = nullptr, *out_mask = nullptr;
  if (masks != nullptr) {
    middle_mask = &masks[0];
    out_mask = &masks[1];
    for (Memory* mask : {middle_mask, out_mask}) mask->resize(value_count(out) / 8);
  }
  for_groups(batch, in.image_stride() + 2 * out.image_stride(), [&](int first, int count) {
    const FeatureMap from = in.images(first, count);
    FeatureMap to = out.images(first, count);
    FeatureMap middle(count, out.height(), out.width(), out.channels(), block_border);
    kit.forward(block.name + ".conv1", block.conv1, from, nullptr, true, middle);
    kit.remember_relu(middle, memory_of(middle_mask, batch, first));

    const FeatureMap* skip = &from;
    if (block.downsample) {
      kit.forward(block.name + ".downsample", *block.downsample, from, nullptr, false, to);
      skip = &to;
    }
    kit.forward(block.name + ".conv2", block.conv2, middle, skip, true, to);
    kit.remember_relu(to, memory_of(out_mask, batch, first));
  });
  return out;
}

// gradient is to the block's output, before its last ReLU's way back, and is used up; masks are its two
// ReLUs'. Returns the gradient to the block's input of this size.
FeatureMap block_backward(const Block& block, const Memory* masks, int in_height, int in_width, ReluRule rule,
                          FeatureMap gradient, const Kit& kit) {
  const int batch = gradient.batch();
  FeatureMap in(batch, in_height, in_width, block.conv1.shape().in_channels, block_border);
  for_groups(batch, in.image_stride() + 2 * gradient.image_stride(), [&](int first, int count) {
    FeatureMap from = gradient.images(first, count), to = in.images(first, count);
    kit.relu_backward(memory_of(&masks[1], batch, first), rule, from);
    FeatureMap middle(count, from.height(), from.width(), from.channels(), block_border);
    kit.backward(block.name + ".conv2", block.conv2, from, nullptr, middle);
    kit.relu_backward(memory_of(&masks[0], batch, first), rule, middle);

    kit.backward(block.name + ".conv1", block.conv1, middle, block.downsample ? nullptr : &from, to);
    if (block.downsample) kit.backward(block.name + ".downsample", *block.downsample, from, &to, to);
  });
  return in;
}

// Convolution, ReLU and max pool.
FeatureMap stem_forward(const Conv2d& conv, const Tensor& input, Trace* trace, const Kit& kit) {
  const int batch = input.shape[0];
  const int height = conv.shape().out_height(input.shape[2]), width = conv.shape().out_width(input.shape[3]);
  const int channels = conv.shape().out_channels;
  FeatureMap out(batch, max_pool_size(height), max_pool_size(width), channels, block_border);
  const std::ptrdiff_t stem_values = static_cast<std::ptrdiff_t>(height) * width * channels;
  if (trace != nullptr) {
    trace->relu_masks.front().resize(static_cast<std::size_t>(stem_values) * batch / 8);
    trace->pool_argmax.resize(value_count(out));
  }
  for_groups(batch, stem_values, [&](int first, int count) {
    FeatureMap photo = from_channels_first(input, first, count, conv.forward_border(), kit.pool());
    FeatureMap stem(count, height, width, channels, 0), to = out.images(first, count);
    kit.forward("conv1", conv, photo, nullptr, true, stem);
    kit.remember_relu(stem, memory_of(trace == nullptr ? nullptr : &trace->relu_masks.front(), batch, first));
    kit.timed("maxpool", Direction::forward, 0, [&] {
      max_pool_forward(stem, to, memory_of(trace == nullptr ? nullptr : &trace->pool_argmax, batch, first),
                       kit.pool());
    });
  });
  return out;
}

// gradient is to the max pool's output. Returns the gradient to the input.
Tensor stem_backward(const Conv2d& conv, const Trace& trace, ReluRule rule, const FeatureMap& gradient,
                     const Kit& kit) {
  const int batch = trace.batch;
  const int height = conv.shape().out_height(trace.height), width = conv.shape().out_width(trace.width);
  const int channels = conv.shape().out_channels;
  Tensor input_gradient = Tensor::zeros({batch, conv.shape().in_channels, trace.height, trace.width});
  for_groups(batch, static_cast<std::ptrdiff_t>(height) * width * channels, [&](int first, int count) {
    FeatureMap stem(count, height, width, channels, conv.backward_border());
    FeatureMap photo(count, trace.height, trace.width, conv.shape().in_channels, 0);
    kit.timed("maxpool", Direction::backward, 0, [&] {
      max_pool_input_backward(memory_of(&trace.pool_argmax, batch, first), gradient.images(first, count),
                              stem, kit.pool());
    });
    kit.relu_backward(memory_of(&trace.relu_masks.front(), batch, first), rule, stem);
    kit.backward("conv1", conv, stem, nullptr, photo);
    to_channels_first(photo, first, input_gradient, kit.pool());
  });
  return input_gradient;
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

}  // namespace

Tensor fast_forward(const Network& network, const Tensor& input, const FastRun& run, Trace* trace) {
  const Kit kit(run);
  if (trace != nullptr) trace->relu_masks.resize(1 + 2 * network.blocks.size());
  FastRun stem_run = run;
  stem_run.rounding = run.stem_rounding;
  FeatureMap map = stem_forward(network.stem, input, trace, Kit(stem_run));
  for (std::size_t b = 0; b < network.blocks.size(); ++b)
    map = block_forward(network.blocks[b], map, trace == nullptr ? nullptr : &trace->relu_masks[1 + 2 * b],
                        kit);

  FeatureMap features(map.batch(), 1, 1, map.channels(), 0);
  kit.timed("avgpool", Direction::forward, 0, [&] { global_average_pool_forward(map, features); });
  FeatureMap logits(map.batch(), 1, 1, network.fc.shape().out_channels, 0);
  kit.forward("fc", network.fc, features, nullptr, false, logits);
  Tensor result = Tensor::zeros({logits.batch(), logits.channels()});
  std::copy_n(logits.values(), result.values.size(), result.values.begin());
  return result;
}

Tensor fast_input_backward(const Network& network, const Trace& trace, const Tensor& logits_gradient,
                           ReluRule rule, const FastRun& run) {
  const Kit kit(run);
  FeatureMap logits(trace.batch, 1, 1, network.fc.shape().out_channels, 0);
  std::copy(logits_gradient.values.begin(), logits_gradient.values.end(), logits.values());
  FeatureMap features(trace.batch, 1, 1, network.fc.shape().in_channels, 0);
  kit.backward("fc", network.fc, logits, nullptr, features);

  const std::vector<Size> sizes = block_sizes(network, trace);
  FeatureMap map(trace.batch, sizes.back().height, sizes.back().width, features.channels(), block_border);
  kit.timed("avgpool", Direction::backward, 0, [&] { global_average_pool_input_backward(features, map); });
  for (std::size_t b = network.blocks.size(); b-- > 0;)
    map = block_backward(network.blocks[b], &trace.relu_masks[1 + 2 * b], sizes[b].height, sizes[b].width,
                         rule, std::move(map), kit);
  return stem_backward(network.stem, trace, rule, map, kit);
}

}  // namespace deepcars::nn
