// A convolution layer for the fast kernels.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "shared/nn/conv2d_shape.h"
#include "shared/nn/convolve.h"

namespace deepcars::nn {

/// A convolution with its weights, packed for the processor's vectors: forward pass, backward pass to the
/// input. Copies share the weights.
class Conv2d {
 public:
  /// weight [K,C,R,S], bias [K]; both are packed, not kept.
  Conv2d(const Conv2dShape& shape, const float* weight, const float* bias);

  const Conv2dShape& shape() const { return shape_; }

  /// The smallest border that the input of forward may have, in pixels.
  int forward_border() const { return shape_.padding; }
  /// The smallest border that the output gradient of input_backward may have, in pixels.
  int backward_border() const;

  /// in [N,H,W,C] -> out [N,OH,OW,K] = convolution + bias (+ residual [N,OH,OW,K]) (then ReLU).
  /// residual is null or has out's border.
  void forward(const FeatureMap& in, const FeatureMap* residual, bool relu, FeatureMap& out, ThreadPool& pool,
               Rounding rounding = Rounding::fused) const;

  /// The same for parts of out only, with the same bits; the rest of out stays as it is. Where the kernel is
  /// Winograd's, the regions are whole tiles (whole_winograd_tiles).
  void forward(std::span<const Region> regions, const FeatureMap& in, const FeatureMap* residual, bool relu,
               FeatureMap& out, ThreadPool& pool, Rounding rounding = Rounding::fused) const;

  /// out_gradient [N,OH,OW,K] -> in_gradient [N,H,W,C], or its sum with residual [N,H,W,C] if that is not
  /// null; residual has in_gradient's border and may be in_gradient itself.
  void input_backward(const FeatureMap& out_gradient, const FeatureMap* residual, FeatureMap& in_gradient,
                      ThreadPool& pool, Rounding rounding = Rounding::fused) const;

  /// Frees what the first call of input_backward has packed, unless a copy of this layer uses it too; the next call packs
  /// it again.
  void release_backward();

  /// The weights [K,C,R,S], unpacked: bit for bit those given to the constructor.
  std::vector<float> weight() const;
  /// The bias [K], likewise.
  std::vector<float> bias() const;

 private:
  struct Backward;
  const Backward& backward() const;

  Conv2dShape shape_;
  std::shared_ptr<const PackedFilter> filter_;
  // Packed at the first call of input_backward: a program that only predicts saves the memory.
  std::shared_ptr<Backward> backward_;
};

}  // namespace deepcars::nn
