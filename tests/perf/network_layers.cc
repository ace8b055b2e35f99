#include "tests/perf/network_layers.h"

#include <algorithm>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::perf {

namespace {

// F(4x4, 3x3): 4x4 output pixels from 6x6 products.
constexpr int winograd_tile = 4;
constexpr double winograd_products = 36;

// Adds a convolution or counts one more of an equal; returns the size of its output.
int add_convolution(const nn::Conv2dShape& shape, int in_px, NetworkLayers& layers) {
  for (ConvolutionLayer& layer : layers.convolutions) {
    const nn::Conv2dShape& other = layer.shape;
    if (in_px != layer.in_px || shape.in_channels != other.in_channels ||
        shape.out_channels != other.out_channels || shape.kernel_height != other.kernel_height ||
        shape.stride != other.stride)
      continue;
    ++layer.times;
    return layer.out_px();
  }
  layers.convolutions.push_back({shape, in_px, 1});
  return layers.convolutions.back().out_px();
}

void add_relu(int px, int channels, NetworkLayers& layers) {
  for (ReluLayer& layer : layers.relus) {
    if (layer.px != px || layer.channels != channels) continue;
    ++layer.times;
    return;
  }
  layers.relus.push_back({px, channels, 1});
}

}  // namespace

NetworkLayers network_layers(int size_px, int classes) {
  const nn::Topology topology = nn::resnet18_topology(classes);
  NetworkLayers layers = {
      .size_px = size_px, .convolutions = {}, .relus = {}, .pool_px = 0, .features_px = 0};
  layers.pool_px = add_convolution(topology.stem.shape, size_px, layers);
  add_relu(layers.pool_px, topology.stem.shape.out_channels, layers);
  int px = topology.max_pool.out_size(layers.pool_px);
  for (const nn::BlockTopology& block : topology.blocks) {
    if (block.downsample) add_convolution(block.downsample->shape, px, layers);
    for (const nn::NamedConv2d& conv : {block.conv1, block.conv2}) {
      px = add_convolution(conv.shape, px, layers);
      add_relu(px, conv.shape.out_channels, layers);
    }
  }
  layers.features_px = px;
  add_convolution(topology.fc.shape, 1, layers);
  return layers;
}

double direct_operations(const ConvolutionLayer& layer) {
  const nn::Conv2dShape& shape = layer.shape;
  return 2.0 * layer.out_px() * layer.out_px() * shape.out_channels * shape.in_channels *
         shape.kernel_height * shape.kernel_width;
}

double least_operations(const ConvolutionLayer& layer) {
  if (!layer.shape.suits_winograd()) return direct_operations(layer);
  const double tiles = (layer.out_px() + winograd_tile - 1) / winograd_tile;
  return 2.0 * tiles * tiles * winograd_products * layer.shape.out_channels * layer.shape.in_channels;
}

double direct_operations(const NetworkLayers& layers) {
  double operations = 0;
  for (const ConvolutionLayer& layer : layers.convolutions)
    operations += layer.times * direct_operations(layer);
  return operations;
}

}  // namespace deepcars::perf
