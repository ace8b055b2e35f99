// ResNet-18 (He et al., "Deep Residual Learning for Image Recognition", 2016) with BatchNorm folded:
// forward to the logits, and backward from a vector over the logits to the input.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/nn/relu_rule.h"
#include "shared/nn/tensor.h"
#include "shared/nn/thread_pool.h"
#include "shared/weights/safetensors.h"

namespace deepcars::nn {

/// Which kernels compute.
enum class Kernels {
  reference,  ///< The scalar specification.
  fast,       ///< Must match it up to rounding; multiplies and adds in one rounding where the processor can.
  portable,  ///< As fast, but every product and every sum is rounded: the same bits on every processor and in
             ///< WebAssembly. A gradient needs that: where a ReLU's input is within rounding of zero, or two
             ///< pooled values are, rounding decides its way.
  fast_portable_stem,  ///< As fast, but up to the max pool as portable: on flat areas, where pooled values
                       ///< are within rounding of one another, the gradient goes the same way.
};

/// What a forward pass keeps for a backward pass. Opaque; movable; belongs to the network that made it.
struct Trace;
struct TraceDeleter {
  void operator()(Trace* trace) const;
};
using TracePtr = std::unique_ptr<Trace, TraceDeleter>;

/// What one layer took in a pass over a batch.
struct LayerTime {
  enum class Direction { forward, backward };

  /// As its tensors are named: conv1, layer1.0.conv1, ...; or relu, maxpool, avgpool.
  std::string layer;
  Direction direction;
  double milliseconds;
  /// Of the convolution as it is defined, however it was computed; 0 for other layers.
  double multiply_adds;
};

/// The names and shapes of the folded network's tensors: conv1.weight [64,3,7,7], conv1.bias [64],
/// layer1.0.conv1.weight ..., layer2.0.downsample.weight, layer2.0.downsample.bias, ..., fc.weight
/// [classes,512], fc.bias [classes].
std::map<std::string, std::vector<std::int64_t>> resnet18_shapes(int classes);

class ResNet18 {
 public:
  /// Takes the folded weights, packs them for the fast kernels. Errors: weights_damaged, naming the tensor,
  /// if one is missing, superfluous or of another shape; the number of classes is fc.bias's length.
  static Expected<ResNet18> create(const std::map<std::string, weights::NamedTensor>& tensors);

  /// The same from a file, whose tensors are expanded a layer at a time. Errors: also those of reading.
  static Expected<ResNet18> create(const weights::TensorReader& file, ThreadPool& pool);

  ResNet18(ResNet18&&) noexcept;
  ResNet18& operator=(ResNet18&&) noexcept;
  ~ResNet18();

  int classes() const;

  /// input [N,3,H,W], normalised, N >= 1, H and W >= 32 -> logits [N,classes].
  Tensor forward(const Tensor& input, ThreadPool& pool, Kernels kernels = Kernels::fast) const;

  /// The same forward pass, keeping what input_backward needs.
  Tensor forward(const Tensor& input, ThreadPool& pool, TracePtr& trace,
                 Kernels kernels = Kernels::fast) const;

  /// logits_gradient [N,classes] -> gradient to the input [N,3,H,W] of sum(logits * logits_gradient).
  /// trace comes from forward of this network; it stays usable for further calls.
  Tensor input_backward(const Trace& trace, const Tensor& logits_gradient, ReluRule rule, ThreadPool& pool,
                        Kernels kernels = Kernels::fast) const;

  /// The time of each layer in a forward pass and a backward pass, in the order in which they began. kernels
  /// is not reference. For comparing layers: measuring them costs a little.
  std::vector<LayerTime> layer_times(const Tensor& input, ThreadPool& pool,
                                     Kernels kernels = Kernels::fast) const;

 private:
  struct Layers;
  explicit ResNet18(std::unique_ptr<Layers> layers);
  std::unique_ptr<Layers> layers_;
};

}  // namespace deepcars::nn
