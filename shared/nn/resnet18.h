// ResNet-18 (He et al., "Deep Residual Learning for Image Recognition", 2016) with BatchNorm folded:
// forward pass to the logits, and backward pass from the gradient of the logits to that of a stage or of the
// input.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/nn/relu_rule.h"
#include "shared/nn/rounding.h"
#include "shared/nn/tensor.h"
#include "shared/nn/thread_pool.h"
#include "shared/weights/safetensors.h"
#include "shared/weights/tensors.h"

namespace deepcars::nn {

/// Which kernels compute a pass, and how they round.
///
/// Reproducible gradients need separate rounding: where a ReLU's input is within rounding error of 0, or two
/// max-pool candidates tie, the last bit of a sum decides which path the gradient takes.
struct Kernels {
  Rounding stem;  ///< In the forward pass up to the max pool.
  Rounding rest;  ///< Everywhere else, forward and backward.
  /// True for the kernels of reference_kernels.h, which ignore the roundings.
  bool scalar = false;

  /// Fused throughout.
  static const Kernels fast;
  /// Separate throughout: the same bits on every processor and in WebAssembly.
  static const Kernels portable;
  /// Separate up to the max pool, whose candidates tie on the flat areas of a photo; fused after it.
  static const Kernels fast_portable_stem;
  /// The reference kernels, which the others must match up to rounding.
  static const Kernels reference;
};
inline constexpr Kernels Kernels::fast = {.stem = Rounding::fused, .rest = Rounding::fused};
inline constexpr Kernels Kernels::portable = {.stem = Rounding::separate, .rest = Rounding::separate};
inline constexpr Kernels Kernels::fast_portable_stem = {.stem = Rounding::separate, .rest = Rounding::fused};
inline constexpr Kernels Kernels::reference = {
    .stem = Rounding::separate, .rest = Rounding::separate, .scalar = true};

/// What a forward pass keeps for a backward pass. Opaque; movable; belongs to the network that made it.
struct Trace;
struct TraceDeleter {
  void operator()(Trace* trace) const;
};
using TracePtr = std::unique_ptr<Trace, TraceDeleter>;

/// What a forward pass gives.
struct Output {
  Tensor logits;  ///< [N,classes]
  Tensor layer3;  ///< [N,256]: the mean of each channel of layer3.
  Tensor layer4;  ///< [N,512]: the mean of each channel of layer4, which the last layer sees.
};

/// The time of one layer in a pass over a batch.
struct LayerTime {
  enum class Direction { forward, backward };

  std::string layer;  ///< A convolution's name in the topology, or relu, maxpool, avgpool.
  Direction direction;
  double time_ms;
  double multiply_adds;  ///< Those of the direct convolution, even when Winograd computed it; else 0.
};

class MaskedForward;

/// The layers with their weights; see resnet18_network.h.
struct Network;

/// The network of resnet18_topology.h.
class ResNet18 {
 public:
  /// Packs the folded weights for the fast kernels. Errors: weights_damaged, naming the tensor,
  /// if one is missing, superfluous or of another shape; the number of classes is fc.bias's length.
  static Expected<ResNet18> create(const weights::Tensors& tensors);

  /// The same from a file, whose tensors are expanded layer by layer on all threads. Errors: also those of
  /// TensorReader::read.
  static Expected<ResNet18> create(const weights::TensorReader& file, ThreadPool& pool);

  /// This network with a patch's tensors in place of its own: bit for bit the network of one file that has them all.
  /// Both share the layers that stay as they are. Errors: as create, for a tensor that this network lacks or that has
  /// another shape.
  Expected<ResNet18> patched(const weights::TensorReader& patch) const;

  ResNet18(ResNet18&&) noexcept;
  ResNet18& operator=(ResNet18&&) noexcept;
  ~ResNet18();

  int classes() const;

  /// The last layer's bias, [classes]: the logits of features that are all zero.
  std::vector<float> last_bias() const;

  /// The folded weights, bit for bit those that the network was created from.
  weights::Tensors tensors() const;

  /// Replaces the weights [K,C,R,S] and the bias [K] of one convolution, by its name in the topology. What was
  /// computed before, traces too, does not fit the network until it has its former weights again. So that there is
  /// memory for the new weights, this releases what backward passes have packed. Precondition: the network has the
  /// convolution, in this size.
  void replace(const std::string& convolution, const std::vector<float>& weight,
               const std::vector<float>& bias);

  /// Frees what backward passes have packed of the layers that no other network shares; the next one packs it again.
  void release_backward();

  /// input is [N,3,H,W], normalised, N >= 1, H and W >= 32.
  Output forward(const Tensor& input, ThreadPool& pool, Kernels kernels = Kernels::fast) const;

  /// The same forward pass, keeping what input_backward needs.
  Output forward(const Tensor& input, ThreadPool& pool, TracePtr& trace,
                 Kernels kernels = Kernels::fast) const;

  /// logits_gradient [N,classes] -> input gradient [N,3,H,W]: the gradient of sum(logits * logits_gradient).
  /// trace comes from forward of this network; it stays usable for further calls.
  Tensor input_backward(const Trace& trace, const Tensor& logits_gradient, ReluRule rule, ThreadPool& pool,
                        Kernels kernels = Kernels::fast) const;

  /// What the forward pass kept of layer3 or layer4 (stage 3 or 4), after its last ReLU: [N,C,H,W], with
  /// C = 256 or 512, and a 16th or 32nd of the photo's height and width, rounded up. trace comes from forward of
  /// this network. CAM (Zhou et al., "Learning Deep Features for Discriminative Localization", 2016) weighs it
  /// by the last layer's weights.
  Tensor stage_activations(const Trace& trace, int stage) const;

  /// The gradient of sum(logits * logits_gradient) with respect to the output of layer<stage>, stage 1..4, after
  /// its last ReLU: [N,C,H,W]. A backward pass that ends there; else like input_backward. Grad-CAM (Selvaraju et
  /// al., 2017) and LayerCAM (Jiang et al., 2021) multiply it with stage_activations.
  Tensor stage_gradient(const Trace& trace, const Tensor& logits_gradient, int stage, ReluRule rule,
                        ThreadPool& pool, Kernels kernels = Kernels::fast) const;

  /// The time of each layer in a forward pass and a backward pass, in the order in which they began. For
  /// comparing layers only: measuring takes a little time too. Precondition: kernels is not the reference.
  std::vector<LayerTime> layer_times(const Tensor& input, ThreadPool& pool,
                                     Kernels kernels = Kernels::fast) const;

 private:
  friend class MaskedForward;
  explicit ResNet18(std::unique_ptr<Network> network);
  std::unique_ptr<Network> network_;
};

}  // namespace deepcars::nn
