// The layers of ResNet-18 with their sizes, equal ones counted, and what each has to compute at least.
#pragma once

#include <vector>

#include "shared/nn/conv2d_shape.h"

namespace deepcars::perf {

/// A convolution of square maps.
struct ConvolutionLayer {
  nn::Conv2dShape shape;
  int in_px;  ///< Height and width of its input.
  int times;  ///< How many such the network has.

  int out_px() const { return shape.out_height(in_px); }
};

/// A ReLU of a square map [1,px,px,channels].
struct ReluLayer {
  int px;
  int channels;
  int times;
};

struct NetworkLayers {
  int size_px;  ///< The photo's height and width.
  /// In the network's order; the first is the stem, the last fc.
  std::vector<ConvolutionLayer> convolutions;
  std::vector<ReluLayer> relus;
  int pool_px;      ///< The max pool's input; it has the stem's channels.
  int features_px;  ///< The global average pool's input; it has fc's input channels.
};

/// The layers for photos of size_px.
NetworkLayers network_layers(int size_px, int classes);

/// Multiplications and additions of the direct convolution, padding included, for one photo. Its backward pass
/// has as many.
double direct_operations(const ConvolutionLayer& layer);

/// Multiplications and additions that the engine cannot do without: where it uses Winograd's F(4x4, 3x3) only
/// those of the products, not of the transforms; else all of them.
double least_operations(const ConvolutionLayer& layer);

/// direct_operations of all layers.
double direct_operations(const NetworkLayers& layers);

}  // namespace deepcars::perf
