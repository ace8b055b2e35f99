#include "tests/perf/network_kernels.h"

#include <cstdint>
#include <cstdio>
#include <memory>

#include "shared/image/preprocess.h"
#include "shared/nn/conv2d.h"
#include "shared/nn/pooling.h"
#include "shared/nn/relu.h"
#include "tests/nn/kernel_check.h"
#include "tests/perf/network_layers.h"

namespace deepcars::perf {

namespace {

constexpr int photo_channels = 3;

double bytes_of(const nn::FeatureMap& map) {
  return 1.0 * sizeof(float) * map.batch() * map.height() * map.width() * map.channels();
}

// [1,px,px,channels], random inside a border of zeros.
nn::FeatureMap random_map(int px, int channels, int border) {
  nn::FeatureMap map(1, px, px, channels, border);
  testing::Random random(1);
  for (int y = 0; y < px; ++y)
    for (int i = 0; i < px * channels; ++i) map.pixel(0, y, 0)[i] = random.value();
  return map;
}

std::string size_text(int px) { return std::to_string(px) + " px"; }

std::string text(const ConvolutionLayer& layer) {
  const nn::Conv2dShape& shape = layer.shape;
  char text[96];
  if (layer.in_px == 1) {
    std::snprintf(text, sizeof text, "linear, %d to %d", shape.in_channels, shape.out_channels);
  } else {
    std::snprintf(text, sizeof text, "%dx%d, stride %d, %d to %d, %d px%s", shape.kernel_height,
                  shape.kernel_width, shape.stride, shape.in_channels, shape.out_channels, layer.in_px,
                  layer.shape.suits_winograd() ? ", Winograd" : "");
  }
  return text;
}

// A convolution with its maps, forward and backward.
struct Convolution {
  nn::Conv2d conv;
  nn::FeatureMap in, out;
  nn::FeatureMap out_gradient, in_gradient;
};

std::shared_ptr<Convolution> make_convolution(const ConvolutionLayer& layer) {
  const nn::Conv2dShape& shape = layer.shape;
  testing::Random random(2);
  const std::size_t weights = static_cast<std::size_t>(shape.out_channels) * shape.in_channels *
                              shape.kernel_height * shape.kernel_width;
  const std::vector<float> bias = random.values(static_cast<std::size_t>(shape.out_channels));
  nn::Conv2d conv(shape, random.values(weights).data(), bias.data());
  const int border = conv.forward_border(), backward_border = conv.backward_border();
  return std::make_shared<Convolution>(
      Convolution{std::move(conv), random_map(layer.in_px, shape.in_channels, border),
                  nn::FeatureMap(1, layer.out_px(), layer.out_px(), shape.out_channels, 0),
                  random_map(layer.out_px(), shape.out_channels, backward_border),
                  nn::FeatureMap(1, layer.in_px, layer.in_px, shape.in_channels, 0)});
}

void add_convolution(const ConvolutionLayer& layer, std::vector<Kernel>& kernels) {
  const auto all = make_convolution(layer);
  const nn::Conv2dShape& shape = layer.shape;
  const double weights =
      1.0 * shape.out_channels * shape.in_channels * shape.kernel_height * shape.kernel_width;
  const Cost cost = {direct_operations(layer), least_operations(layer), sizeof(float) * weights,
                     bytes_of(all->in) + bytes_of(all->out)};
  kernels.push_back({text(layer), Pass::forward, layer.times, cost, [all](nn::ThreadPool& pool) {
                       all->conv.forward(all->in, nullptr, true, all->out, pool);
                     }});
  kernels.push_back({text(layer), Pass::backward, layer.times, cost, [all](nn::ThreadPool& pool) {
                       all->conv.input_backward(all->out_gradient, nullptr, all->in_gradient, pool);
                     }});
}

void add_relu(const ReluLayer& layer, std::vector<Kernel>& kernels) {
  struct Relu {
    nn::FeatureMap out;
    nn::FeatureMap gradient;
    std::vector<std::uint8_t> mask;
  };
  const std::size_t values = static_cast<std::size_t>(layer.px) * layer.px * layer.channels;
  const auto all = std::make_shared<Relu>(Relu{random_map(layer.px, layer.channels, 1),
                                               random_map(layer.px, layer.channels, 1),
                                               std::vector<std::uint8_t>(values / 8)});
  const double map = bytes_of(all->out), mask = static_cast<double>(all->mask.size());
  const std::string name = "ReLU, " + std::to_string(layer.channels) + ", " + size_text(layer.px);
  kernels.push_back(
      {name + ", mask", Pass::trace, layer.times, {0, 0, 0, map + mask}, [all](nn::ThreadPool& pool) {
         nn::relu_mask(all->out, all->mask.data(), pool);
       }});
  kernels.push_back(
      {name, Pass::backward, layer.times, {0, 0, 0, 2 * map + mask, map}, [all](nn::ThreadPool& pool) {
         nn::relu_input_backward(all->mask.data(), nn::ReluRule::gradient, all->gradient, pool);
       }});
}

void add_max_pool(int in_px, int channels, std::vector<Kernel>& kernels) {
  struct MaxPool {
    nn::FeatureMap in, out;
    nn::FeatureMap in_gradient;
    std::vector<std::uint8_t> argmax;
  };
  const int out_px = nn::max_pool_size(in_px);
  const std::size_t values = static_cast<std::size_t>(out_px) * out_px * channels;
  const auto all = std::make_shared<MaxPool>(
      MaxPool{random_map(in_px, channels, 0), random_map(out_px, channels, 0),
              nn::FeatureMap(1, in_px, in_px, channels, 0), std::vector<std::uint8_t>(values)});
  const double maps = bytes_of(all->in) + bytes_of(all->out), argmax = static_cast<double>(values);
  const std::string name = "max pool, " + std::to_string(channels) + ", " + size_text(in_px);
  kernels.push_back({name, Pass::forward, 1, {0, 0, 0, maps}, [all](nn::ThreadPool& pool) {
                       nn::max_pool_forward(all->in, all->out, nullptr, pool);
                     }});
  kernels.push_back({name, Pass::backward, 1, {0, 0, 0, maps + argmax}, [all](nn::ThreadPool& pool) {
                       nn::max_pool_input_backward(all->argmax.data(), all->out, all->in_gradient, pool);
                     }});
}

void add_average_pool(int in_px, int channels, std::vector<Kernel>& kernels) {
  struct AveragePool {
    nn::FeatureMap map, features;
  };
  const auto all =
      std::make_shared<AveragePool>(AveragePool{random_map(in_px, channels, 0), random_map(1, channels, 0)});
  const Cost cost = {0, 0, 0, bytes_of(all->map) + bytes_of(all->features)};
  const std::string name = "global average pool, " + std::to_string(channels) + ", " + size_text(in_px);
  kernels.push_back({name, Pass::forward, 1, cost,
                     [all](nn::ThreadPool&) { nn::global_average_pool_forward(all->map, all->features); }});
  kernels.push_back({name, Pass::backward, 1, cost, [all](nn::ThreadPool&) {
                       nn::global_average_pool_input_backward(all->features, all->map);
                     }});
}

// The photo [1,3,size,size] to the layout of the kernels, and its gradient back.
void add_layout(int size_px, int border, std::vector<Kernel>& kernels) {
  struct Layouts {
    nn::Tensor tensor;
    nn::FeatureMap map;
  };
  const auto all = std::make_shared<Layouts>(Layouts{nn::Tensor::zeros({1, photo_channels, size_px, size_px}),
                                                     random_map(size_px, photo_channels, 0)});
  const Cost cost = {0, 0, 0, 2 * bytes_of(all->map)};
  kernels.push_back(
      {"layout, 3, " + size_text(size_px), Pass::forward, 1, cost,
       [all, border](nn::ThreadPool& pool) { nn::from_channels_first(all->tensor, 0, 1, border, pool); }});
  kernels.push_back({"layout, 3, " + size_text(size_px), Pass::backward, 1, cost,
                     [all](nn::ThreadPool& pool) { nn::to_channels_first(all->map, 0, all->tensor, pool); }});
}

}  // namespace

std::vector<Kernel> network_kernels(int size_px, int classes) {
  const NetworkLayers layers = network_layers(size_px, classes);
  const nn::Conv2dShape& stem = layers.convolutions.front().shape;
  std::vector<Kernel> kernels;
  add_layout(size_px, stem.padding, kernels);
  for (const ConvolutionLayer& layer : layers.convolutions) add_convolution(layer, kernels);
  for (const ReluLayer& layer : layers.relus) add_relu(layer, kernels);
  add_max_pool(layers.pool_px, stem.out_channels, kernels);
  add_average_pool(layers.features_px, layers.convolutions.back().shape.in_channels, kernels);
  return kernels;
}

Kernel preprocess_kernel(int size_px) {
  constexpr int width_px = 1280, height_px = 960;
  constexpr std::size_t values = static_cast<std::size_t>(width_px) * height_px * photo_channels;
  const auto photo =
      std::make_shared<image::Image>(image::Image{width_px, height_px, std::vector<std::uint8_t>(values)});
  testing::Random random(3);
  for (std::uint8_t& value : photo->rgb) value = static_cast<std::uint8_t>(random.bits());
  image::InputSpec spec;
  spec.size_px = size_px;
  const Cost cost = {0, 0, 0, values + 1.0 * sizeof(float) * photo_channels * size_px * size_px};
  return {"resize and normalise, 1280x960 to " + size_text(size_px), Pass::forward, 1, cost,
          [photo, spec](nn::ThreadPool&) { image::preprocess(*photo, spec); }};
}

Bound bound_alone(const Cost& cost, const MachinePeak& peak) {
  return {cost.least_operations / peak.operations_per_second,
          peak.read_seconds(cost.bytes(), cost.bytes() - cost.in_place_bytes)};
}

Bound bound_in_network(const Cost& cost, const MachinePeak& peak, double network_weight_bytes) {
  return {cost.least_operations / peak.operations_per_second,
          peak.read_seconds(cost.weight_bytes, network_weight_bytes) +
              peak.read_seconds(cost.map_bytes, cost.map_bytes - cost.in_place_bytes)};
}

}  // namespace deepcars::perf
