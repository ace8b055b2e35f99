// Forward passes of copies of one photo that differ from it in a rectangle, as occlusion, Shapley tiles and a
// brush need them. Only what the rectangle reaches is computed again: incremental inference (Nakandala et al.,
// "Incremental and Approximate Inference for Faster Occlusion-based Deep CNN Explanations", 2019).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "shared/nn/resnet18.h"
#include "shared/nn/tensor.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// A rectangle of pixels that replaces the photo's. It is not empty and lies within the photo.
struct Patch {
  int top;
  int left;
  int height;
  int width;
  std::vector<float> values;  ///< [3,height,width], normalised like the photo.
};

/// A rectangle of a picture [3,picture_height,picture_width], which contains it.
Patch cut_patch(std::span<const float> picture, int picture_height, int picture_width, int top, int left,
                int height, int width);

/// The smallest patch that makes `before` equal to `after`; nothing if they are equal. Both are [1,3,H,W].
std::optional<Patch> difference(const Tensor& before, const Tensor& after);

/// A photo with its activations. Answers have the same bits as ResNet18::forward of the patched copy with the same
/// kernels, which is the specification; with Kernels::reference it is also what is computed. The results do not
/// depend on the number of threads, nor on how patches are divided among calls.
///
/// Memory: six times the activations up to layer3, of the photo with and without patches and of four copies: 48 MB
/// at 224 px, in proportion to the pixels, and 9 MB more during a call. With the reference kernels two photos.
class MaskedForward {
 public:
  /// input is [1,3,H,W], normalised, H and W >= 32. The network must outlive the object.
  MaskedForward(const ResNet18& network, const Tensor& input, ThreadPool& pool,
                Kernels kernels = Kernels::fast);
  MaskedForward(MaskedForward&&) noexcept;
  MaskedForward& operator=(MaskedForward&&) noexcept;
  ~MaskedForward();

  /// Answers to N copies: the photo with the patches that cumulative has put on it, and one more.
  Output each(std::span<const Patch> patches, ThreadPool& pool);

  /// Answers to the photo with patches 0..n on top of each other, for each n of N. The patches stay.
  Output cumulative(std::span<const Patch> patches, ThreadPool& pool);

  /// Takes all patches off the photo.
  void reset(ThreadPool& pool);

  /// The multiply-adds of the convolutions that were computed for copies so far, as a share of those of as many
  /// plain passes; 1 if there were no copies.
  double computed_share() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace deepcars::nn
