// Activations and gradients as the network's kernels hold them: [N,H,W,C] inside a border of zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "shared/nn/tensor.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// The alignment of vectors in bytes: one cache line, which is also the widest vector.
inline constexpr std::size_t vector_alignment_bytes = 64;

struct AlignedDelete {
  void operator()(float* values) const {
    ::operator delete[](values, std::align_val_t{vector_alignment_bytes});
  }
};
using AlignedFloats = std::unique_ptr<float[], AlignedDelete>;

/// Room for count values, not initialised.
AlignedFloats allocate_floats(std::size_t count);

/// Values [N,H,W,C], channels last, with `border` zero pixels around each image: a convolution then reads
/// past the edge without checks, and the pixels of one kernel row are neighbours in memory.
class FeatureMap {
 public:
  /// The border is zero, the inside not initialised.
  FeatureMap(int batch, int height, int width, int channels, int border);
  FeatureMap(FeatureMap&&) noexcept = default;
  FeatureMap& operator=(FeatureMap&&) noexcept = default;

  /// Images first..first+count-1 of this map: the same values, which live as long as either map.
  FeatureMap images(int first, int count) { return share(first, count); }
  const FeatureMap images(int first, int count) const { return share(first, count); }

  int batch() const { return batch_; }
  int height() const { return height_; }
  int width() const { return width_; }
  int channels() const { return channels_; }
  int border() const { return border_; }

  /// Distance between the same pixel of neighbouring rows and images, in values.
  std::ptrdiff_t row_stride() const { return row_stride_; }
  std::ptrdiff_t image_stride() const { return image_stride_; }

  /// Where pixel (y, x) of an image starts in values(); y and x may be as low as -border.
  std::ptrdiff_t offset(int image, int y, int x) const {
    return image * image_stride_ + (y + border_) * row_stride_ +
           (x + border_) * static_cast<std::ptrdiff_t>(channels_);
  }
  float* values() { return values_.get(); }
  const float* values() const { return values_.get(); }
  float* pixel(int image, int y, int x) { return values() + offset(image, y, x); }
  const float* pixel(int image, int y, int x) const { return values() + offset(image, y, x); }

 private:
  FeatureMap() = default;
  FeatureMap share(int first, int count) const;

  int batch_, height_, width_, channels_, border_;
  std::ptrdiff_t row_stride_, image_stride_;
  std::shared_ptr<float[]> values_;
};

/// Images first..first+count-1 of tensor [N,C,H,W] -> [count,H,W,C] with a border.
FeatureMap from_channels_first(const Tensor& tensor, int first, int count, int border, ThreadPool& pool);
/// map [count,H,W,C] -> images first..first+count-1 of tensor [N,C,H,W].
void to_channels_first(const FeatureMap& map, int first, Tensor& tensor, ThreadPool& pool);

}  // namespace deepcars::nn
