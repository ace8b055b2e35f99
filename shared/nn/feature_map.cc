#include "shared/nn/feature_map.h"

#include <algorithm>

namespace deepcars::nn {

AlignedFloats allocate_floats(std::size_t count) {
  return AlignedFloats(new (std::align_val_t{vector_alignment_bytes}) float[count]);
}

FeatureMap::FeatureMap(int batch, int height, int width, int channels, int border)
    : batch_(batch),
      height_(height),
      width_(width),
      channels_(channels),
      border_(border),
      row_stride_(static_cast<std::ptrdiff_t>(width + 2 * border) * channels),
      image_stride_(row_stride_ * (height + 2 * border)),
      values_(allocate_floats(static_cast<std::size_t>(image_stride_ * batch))) {
  if (border == 0) return;
  const std::ptrdiff_t margin = static_cast<std::ptrdiff_t>(border) * channels;
  for (int image = 0; image < batch; ++image) {
    float* top = values() + image * image_stride_;
    std::fill_n(top, border * row_stride_, 0.0f);
    std::fill_n(top + (border + height) * row_stride_, border * row_stride_, 0.0f);
    for (int y = 0; y < height; ++y) {
      float* row = top + (border + y) * row_stride_;
      std::fill_n(row, margin, 0.0f);
      std::fill_n(row + row_stride_ - margin, margin, 0.0f);
    }
  }
}

FeatureMap FeatureMap::share(int first, int count) const {
  FeatureMap part;
  part.batch_ = count;
  part.height_ = height_;
  part.width_ = width_;
  part.channels_ = channels_;
  part.border_ = border_;
  part.row_stride_ = row_stride_;
  part.image_stride_ = image_stride_;
  part.values_ = std::shared_ptr<float[]>(values_, values_.get() + first * image_stride_);
  return part;
}

namespace {

// Where row y of channel 0 of an image starts in a tensor [N,C,H,W].
std::ptrdiff_t row_offset(const FeatureMap& map, int image, int y) {
  return (static_cast<std::ptrdiff_t>(image) * map.channels() * map.height() + y) * map.width();
}

}  // namespace

FeatureMap from_channels_first(const Tensor& tensor, int first, int count, int border, ThreadPool& pool) {
  FeatureMap map(count, tensor.shape[2], tensor.shape[3], tensor.shape[1], border);
  const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(map.height()) * map.width();
  pool.parallel_for(count * map.height(), [&](int row) {
    const int image = row / map.height(), y = row % map.height();
    const float* from = tensor.values.data() + row_offset(map, first + image, y);
    float* to = map.pixel(image, y, 0);
    for (int x = 0; x < map.width(); ++x)
      for (int c = 0; c < map.channels(); ++c) *to++ = from[c * plane + x];
  });
  return map;
}

void to_channels_first(const FeatureMap& map, int first, Tensor& tensor, ThreadPool& pool) {
  const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(map.height()) * map.width();
  pool.parallel_for(map.batch() * map.height(), [&](int row) {
    const int image = row / map.height(), y = row % map.height();
    const float* from = map.pixel(image, y, 0);
    float* to = tensor.values.data() + row_offset(map, first + image, y);
    for (int x = 0; x < map.width(); ++x)
      for (int c = 0; c < map.channels(); ++c) to[c * plane + x] = *from++;
  });
}

}  // namespace deepcars::nn
