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

FeatureMap from_channels_first(const Tensor& tensor, int border) {
  FeatureMap map(tensor.shape[0], tensor.shape[2], tensor.shape[3], tensor.shape[1], border);
  const float* from = tensor.values.data();
  for (int n = 0; n < map.batch(); ++n)
    for (int c = 0; c < map.channels(); ++c)
      for (int y = 0; y < map.height(); ++y) {
        float* row = map.pixel(n, y, 0) + c;
        for (int x = 0; x < map.width(); ++x) row[static_cast<std::ptrdiff_t>(x) * map.channels()] = *from++;
      }
  return map;
}

Tensor to_channels_first(const FeatureMap& map) {
  Tensor tensor = Tensor::zeros({map.batch(), map.channels(), map.height(), map.width()});
  float* to = tensor.values.data();
  for (int n = 0; n < map.batch(); ++n)
    for (int c = 0; c < map.channels(); ++c)
      for (int y = 0; y < map.height(); ++y) {
        const float* row = map.pixel(n, y, 0) + c;
        for (int x = 0; x < map.width(); ++x) *to++ = row[static_cast<std::ptrdiff_t>(x) * map.channels()];
      }
  return tensor;
}

}  // namespace deepcars::nn
