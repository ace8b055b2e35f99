#include "shared/nn/conv2d.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "shared/nn/winograd.h"
#include "shared/tier_up.h"

namespace deepcars::nn {

namespace {

int floor_divide(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }
int ceil_divide(int a, int b) { return -floor_divide(-a, b); }

// Along one axis: the gradient of input pixel stride*i + phase sums contributions of the output pixels
// i + first .. i + first + count - 1, because output pixel o depends on input pixels
// o*stride + r - padding for r = 0..kernel-1.
struct OutputRange {
  int first;
  int count;
};

OutputRange output_range(int kernel, int stride, int padding, int phase) {
  const int first = ceil_divide(phase + padding - (kernel - 1), stride);
  const int last = floor_divide(phase + padding, stride);
  return {.first = first, .count = std::max(last - first + 1, 0)};
}

// The kernel row (or column) that connects output pixel i + step with input pixel stride*i + phase; outside
// 0..kernel-1 if none does.
int kernel_index(const Conv2dShape& shape, int phase, int step) {
  return phase + shape.padding - shape.stride * step;
}

// The offset of a weight in [K,C,R,S].
std::size_t offset_in_weight(const Conv2dShape& shape, int r, int s, int c, int k) {
  return ((static_cast<std::size_t>(k) * shape.in_channels + c) * shape.kernel_height + r) *
             shape.kernel_width +
         s;
}

// Calls visit(row, col, in_channel, out_channel, value) for the weights of one panel and input channel.
template <class Visit>
DEEPCARS_TIER_UP void for_weights_of_channel(const PackedFilter& filter, int panel, int c,
                                             const Visit& visit) {
  const std::ptrdiff_t tap_size = static_cast<std::ptrdiff_t>(filter.in_channels) * filter.width;
  const int first = panel * filter.width, end = std::min(first + filter.width, filter.out_channels);
  float* values = filter.panels.get() + panel * filter.panel_size() + c * filter.width;
  for (int row = 0; row < filter.rows; ++row)
    for (int col = 0; col < filter.cols; ++col, values += tap_size)
      for (int k = first; k < end; ++k) visit(row, col, c, k, values[k - first]);
}

// The same for all weights, nearly in the memory order of [K,C,R,S].
template <class Visit>
void for_weights(const PackedFilter& filter, const Visit& visit) {
  for (int panel = 0; panel < filter.panel_count(); ++panel)
    for (int c = 0; c < filter.in_channels; ++c) for_weights_of_channel(filter, panel, c, visit);
}

}  // namespace

// The backward pass to the input is again a convolution, over the output gradient with stride 1. With a
// stride above 1, input pixels fall into stride^2 phases (their position modulo the stride). Each phase uses
// other kernel rows and columns, so it has its own small filter. With few input channels (the photo's three),
// all phases are merged into one filter of stride^2 * C channels, which fills the vectors; its result is then
// spread over the pixels (sub-pixel convolution, Shi et al., 2016).
struct Conv2d::Backward {
  // One phase, or all of them merged; then row and col are 0.
  struct Phase {
    int row, col;
    OutputRange rows, cols;
    PackedFilter filter;
  };
  std::once_flag packed;
  std::vector<Phase> phases;  // One if merged, else stride^2.
  bool merged = false;

  void pack(const Conv2dShape& shape, const std::vector<float>& weight);
  static Phase pack_phase(const Conv2dShape& shape, const std::vector<float>& weight, int row, int col);
  static Phase pack_merged_phases(const Conv2dShape& shape, const std::vector<float>& weight);
  static PackedFilter pack_filter(const Conv2dShape& shape, const std::vector<float>& weight,
                                  OutputRange rows, OutputRange cols, int first_row, int first_col,
                                  int phases);
};

// The filter [rows, cols, K, phases * phases * C] of the phases first..first+phases-1 along both axes.
PackedFilter Conv2d::Backward::pack_filter(const Conv2dShape& shape, const std::vector<float>& weight,
                                           OutputRange rows, OutputRange cols, int first_row, int first_col,
                                           int phases) {
  PackedFilter filter(rows.count, cols.count, shape.out_channels, phases * phases * shape.in_channels);
  const int kernel_size = shape.kernel_height * shape.kernel_width;
  // For each window pixel and phase the index of the kernel tap that connects them, row by row.
  constexpr int no_tap = -1;
  std::vector<int> taps;
  for (int u = 0; u < rows.count; ++u)
    for (int v = 0; v < cols.count; ++v)
      for (int phase = 0; phase < phases * phases; ++phase) {
        const int r = kernel_index(shape, first_row + phase / phases, rows.first + u);
        const int s = kernel_index(shape, first_col + phase % phases, cols.first + v);
        const bool in_kernel = r >= 0 && r < shape.kernel_height && s >= 0 && s < shape.kernel_width;
        taps.push_back(in_kernel ? r * shape.kernel_width + s : no_tap);
      }
  for_weights(filter, [&](int u, int v, int k, int channel, float& value) {
    const int phase = phases == 1 ? 0 : channel / shape.in_channels;
    const int tap = taps[static_cast<std::size_t>(u * cols.count + v) * phases * phases + phase];
    const int c = channel - phase * shape.in_channels;
    if (tap != no_tap)
      value = weight[(static_cast<std::size_t>(k) * shape.in_channels + c) * kernel_size + tap];
  });
  return filter;
}

Conv2d::Backward::Phase Conv2d::Backward::pack_phase(const Conv2dShape& shape,
                                                     const std::vector<float>& weight, int row, int col) {
  const OutputRange rows = output_range(shape.kernel_height, shape.stride, shape.padding, row);
  const OutputRange cols = output_range(shape.kernel_width, shape.stride, shape.padding, col);
  return {.row = row,
          .col = col,
          .rows = rows,
          .cols = cols,
          .filter = pack_filter(shape, weight, rows, cols, row, col, 1)};
}

Conv2d::Backward::Phase Conv2d::Backward::pack_merged_phases(const Conv2dShape& shape,
                                                             const std::vector<float>& weight) {
  const auto all_phases = [&shape](int kernel) {
    const OutputRange first = output_range(kernel, shape.stride, shape.padding, 0);
    const OutputRange last = output_range(kernel, shape.stride, shape.padding, shape.stride - 1);
    return OutputRange{.first = first.first, .count = last.first + last.count - first.first};
  };
  const OutputRange rows = all_phases(shape.kernel_height), cols = all_phases(shape.kernel_width);
  return {.row = 0,
          .col = 0,
          .rows = rows,
          .cols = cols,
          .filter = pack_filter(shape, weight, rows, cols, 0, 0, shape.stride)};
}

void Conv2d::Backward::pack(const Conv2dShape& shape, const std::vector<float>& weight) {
  merged = shape.stride > 1 && shape.in_channels < 8;
  if (merged) {
    phases.push_back(pack_merged_phases(shape, weight));
    return;
  }
  for (int row = 0; row < shape.stride; ++row)
    for (int col = 0; col < shape.stride; ++col) phases.push_back(pack_phase(shape, weight, row, col));
}

Conv2d::Conv2d(const Conv2dShape& shape, const float* weight, const float* bias)
    : shape_(shape), backward_(std::make_shared<Backward>()) {
  auto filter = std::make_shared<PackedFilter>(shape.kernel_height, shape.kernel_width, shape.in_channels,
                                               shape.out_channels);
  std::copy_n(bias, shape.out_channels, filter->bias.get());
  for_weights(*filter, [&](int r, int s, int c, int k, float& value) {
    value = weight[offset_in_weight(shape, r, s, c, k)];
  });
  filter_ = std::move(filter);
}

void Conv2d::release_backward() {
  if (backward_.use_count() == 1) backward_ = std::make_shared<Backward>();
}

std::vector<float> Conv2d::weight() const {
  std::vector<float> weight(static_cast<std::size_t>(shape_.out_channels) * shape_.in_channels *
                            shape_.kernel_height * shape_.kernel_width);
  for_weights(*filter_, [&](int r, int s, int c, int k, const float& value) {
    weight[offset_in_weight(shape_, r, s, c, k)] = value;
  });
  return weight;
}

std::vector<float> Conv2d::bias() const {
  return std::vector<float>(filter_->bias.get(), filter_->bias.get() + shape_.out_channels);
}

const Conv2d::Backward& Conv2d::backward() const {
  std::call_once(backward_->packed, [this] { backward_->pack(shape_, weight()); });
  return *backward_;
}

int Conv2d::backward_border() const {
  // The last input pixel would contribute to output pixel (H-1+padding) / stride; the last output pixel is
  // (H+2*padding-kernel) / stride. The border is their largest difference over all H, and the same for merged
  // phases, whose windows all extend as far as the last phase's. Before the first pixel no more is needed.
  const int kernel = std::max(shape_.kernel_height, shape_.kernel_width);
  const int stride = shape_.stride, padding = shape_.padding;
  const int alone = ceil_divide(kernel - 1 - padding, stride);
  const int together =
      ceil_divide(kernel - 1 - 2 * padding, stride) + floor_divide(stride - 1 + padding, stride);
  return std::max({alone, together, 0});
}

void Conv2d::forward(const FeatureMap& in, const FeatureMap* residual, bool relu, FeatureMap& out,
                     ThreadPool& pool, Rounding rounding) const {
  forward(whole_images(out.batch(), out.height(), out.width()), in, residual, relu, out, pool, rounding);
}

void Conv2d::forward(std::span<const Region> regions, const FeatureMap& in, const FeatureMap* residual,
                     bool relu, FeatureMap& out, ThreadPool& pool, Rounding rounding) const {
  if (shape_.suits_winograd())
    return winograd_convolve(*filter_, regions, in, residual, relu, rounding, out, pool);
  const WindowGrid grid = {.rows = out.height(),
                           .cols = out.width(),
                           .in_stride = shape_.stride,
                           .in_row = -shape_.padding,
                           .in_col = -shape_.padding};
  convolve(*filter_, grid, regions, in, residual, relu, rounding, out, pool);
}

namespace {

// phases [N,ceil(H/s),ceil(W/s),s*s*C] -> out [N,H,W,C], adding residual if there is one.
void spread_phases(const FeatureMap& phases, int stride, const FeatureMap* residual, FeatureMap& out,
                   ThreadPool& pool) {
  const int channels = out.channels();
  pool.parallel_for(out.batch() * out.height(), [&](int row) {
    const int n = row / out.height(), y = row % out.height();
    for (int x = 0; x < out.width(); ++x) {
      const int phase = y % stride * stride + x % stride;
      const float* from = phases.pixel(n, y / stride, x / stride) + phase * channels;
      const float* add = residual == nullptr ? nullptr : residual->pixel(n, y, x);
      float* to = out.pixel(n, y, x);
      for (int c = 0; c < channels; ++c) to[c] = from[c] + (add == nullptr ? 0.0f : add[c]);
    }
  });
}

}  // namespace

void Conv2d::input_backward(const FeatureMap& out_gradient, const FeatureMap* residual,
                            FeatureMap& in_gradient, ThreadPool& pool, Rounding rounding) const {
  if (shape_.suits_winograd())  // Also a convolution of this kind, with the kernel rotated by 180 degrees.
    return winograd_convolve(backward().phases.front().filter, out_gradient, residual, false, rounding,
                             in_gradient, pool);
  const int stride = shape_.stride;
  const auto grid = [stride](const Backward::Phase& phase, int height, int width, int out_stride) {
    return WindowGrid{.rows = (height - phase.row + stride - 1) / stride,
                      .cols = (width - phase.col + stride - 1) / stride,
                      .in_stride = 1,
                      .in_row = phase.rows.first,
                      .in_col = phase.cols.first,
                      .out_stride = out_stride,
                      .out_row = phase.row,
                      .out_col = phase.col};
  };
  const int height = in_gradient.height(), width = in_gradient.width();
  if (backward().merged) {
    const Backward::Phase& all = backward().phases.front();
    FeatureMap phases(in_gradient.batch(), (height + stride - 1) / stride, (width + stride - 1) / stride,
                      stride * stride * shape_.in_channels, 0);
    convolve(all.filter, grid(all, height, width, 1), out_gradient, nullptr, false, rounding, phases, pool);
    spread_phases(phases, stride, residual, in_gradient, pool);
    return;
  }
  for (const Backward::Phase& phase : backward().phases) {
    const bool has_taps = phase.rows.count > 0 && phase.cols.count > 0;
    if (!has_taps && residual == &in_gradient) continue;
    convolve(phase.filter, grid(phase, height, width, stride), out_gradient, residual, false, rounding,
             in_gradient, pool);
  }
}

}  // namespace deepcars::nn
