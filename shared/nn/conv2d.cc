#include "shared/nn/conv2d.h"

#include <hwy/base.h>

#include <algorithm>
#include <mutex>

#include "shared/nn/winograd.h"

namespace deepcars::nn {

namespace {

int floor_divide(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }
int ceil_divide(int a, int b) { return -floor_divide(-a, b); }

// Along one axis, input pixel stride*i + phase receives from output pixels i + first .. i + first + count -
// 1, because output pixel o reaches input pixel o*stride + r - padding for r = 0..kernel-1.
struct Reach {
  int first;
  int count;
};

Reach reach(int kernel, int stride, int padding, int phase) {
  const int first = ceil_divide(phase + padding - (kernel - 1), stride);
  const int last = floor_divide(phase + padding, stride);
  return {first, std::max(last - first + 1, 0)};
}

// The kernel row (or column) by which output pixel i + step reaches input pixel stride*i + phase; outside
// 0..kernel-1 if it does not.
int kernel_index(const Conv2dShape& shape, int phase, int step) {
  return phase + shape.padding - shape.stride * step;
}

// Where a weight is in [K,C,R,S].
std::size_t offset_in_weight(const Conv2dShape& shape, int r, int s, int c, int k) {
  return ((static_cast<std::size_t>(k) * shape.in_channels + c) * shape.kernel_height + r) *
             shape.kernel_width +
         s;
}

// Calls visit(row, col, in_channel, out_channel, value) for the weights of one panel and input channel. Not
// inlined: a WebAssembly engine optimises a function once it has been called often, and not while it runs.
template <class Visit>
HWY_NOINLINE void for_weights_of_channel(const PackedFilter& filter, int panel, int c, const Visit& visit) {
  const std::ptrdiff_t tap_size = static_cast<std::ptrdiff_t>(filter.in_channels) * filter.width;
  const int first = panel * filter.width, end = std::min(first + filter.width, filter.out_channels);
  float* values = filter.panels.get() + panel * filter.panel_size() + c * filter.width;
  for (int row = 0; row < filter.rows; ++row)
    for (int col = 0; col < filter.cols; ++col, values += tap_size)
      for (int k = first; k < end; ++k) visit(row, col, c, k, values[k - first]);
}

// The same for all weights, in an order that goes through [K,C,R,S] nearly as it lies in memory, too.
template <class Visit>
void for_weights(const PackedFilter& filter, const Visit& visit) {
  for (int panel = 0; panel < filter.panel_count(); ++panel)
    for (int c = 0; c < filter.in_channels; ++c) for_weights_of_channel(filter, panel, c, visit);
}

bool suits_winograd(const Conv2dShape& shape) {
  return shape.kernel_height == 3 && shape.kernel_width == 3 && shape.stride == 1 && shape.padding == 1;
}

}  // namespace

// Backward to the input is again a convolution, over the output gradient with stride 1, but input pixels
// whose place differs modulo the stride (their phase) meet different kernel rows: each phase has its own
// small filter. With few input channels (the photo's three), all phases together make one filter of stride^2
// * C channels, which fills the vectors; its result is then spread over the pixels (sub-pixel convolution,
// Shi et al., 2016).
struct Conv2d::Backward {
  struct Phase {
    int row, col;
    Reach rows, cols;
    PackedFilter filter;
  };
  std::once_flag packed;
  std::vector<Phase> phases;  // One if merged, else stride^2.
  bool merged = false;

  void pack(const Conv2dShape& shape, const std::vector<float>& weight);
  static PackedFilter pack_phases(const Conv2dShape& shape, const std::vector<float>& weight, Reach rows,
                                  Reach cols, int first_phase_row, int first_phase_col, int phases);
};

// The filter [rows, cols, K, phases * phases * C] of phases first..first+phases-1 along both axes.
PackedFilter Conv2d::Backward::pack_phases(const Conv2dShape& shape, const std::vector<float>& weight,
                                           Reach rows, Reach cols, int first_phase_row, int first_phase_col,
                                           int phases) {
  PackedFilter filter(rows.count, cols.count, shape.out_channels, phases * phases * shape.in_channels);
  const int kernel_size = shape.kernel_height * shape.kernel_width;
  // Where in the kernel a phase's window pixel is met; none if it is not.
  constexpr int none = -1;
  std::vector<int> places;
  for (int u = 0; u < rows.count; ++u)
    for (int v = 0; v < cols.count; ++v)
      for (int phase = 0; phase < phases * phases; ++phase) {
        const int r = kernel_index(shape, first_phase_row + phase / phases, rows.first + u);
        const int s = kernel_index(shape, first_phase_col + phase % phases, cols.first + v);
        const bool met = r >= 0 && r < shape.kernel_height && s >= 0 && s < shape.kernel_width;
        places.push_back(met ? r * shape.kernel_width + s : none);
      }
  for_weights(filter, [&](int u, int v, int k, int channel, float& value) {
    const int phase = phases == 1 ? 0 : channel / shape.in_channels;
    const int place = places[static_cast<std::size_t>((u * cols.count + v) * phases * phases + phase)];
    const int c = channel - phase * shape.in_channels;
    if (place != none)
      value = weight[(static_cast<std::size_t>(k) * shape.in_channels + c) * kernel_size + place];
  });
  return filter;
}

void Conv2d::Backward::pack(const Conv2dShape& shape, const std::vector<float>& weight) {
  const int stride = shape.stride;
  merged = stride > 1 && shape.in_channels < 8;
  if (merged) {
    const auto all_phases = [stride, &shape](int kernel) {
      const Reach first = reach(kernel, stride, shape.padding, 0);
      const Reach last = reach(kernel, stride, shape.padding, stride - 1);
      return Reach{first.first, last.first + last.count - first.first};
    };
    const Reach rows = all_phases(shape.kernel_height), cols = all_phases(shape.kernel_width);
    phases.push_back({0, 0, rows, cols, pack_phases(shape, weight, rows, cols, 0, 0, stride)});
    return;
  }
  for (int row = 0; row < stride; ++row)
    for (int col = 0; col < stride; ++col) {
      const Reach rows = reach(shape.kernel_height, stride, shape.padding, row);
      const Reach cols = reach(shape.kernel_width, stride, shape.padding, col);
      phases.push_back({row, col, rows, cols, pack_phases(shape, weight, rows, cols, row, col, 1)});
    }
}

Conv2d::Conv2d(const Conv2dShape& shape, const float* weight, const float* bias)
    : shape_(shape),
      filter_(shape.kernel_height, shape.kernel_width, shape.in_channels, shape.out_channels),
      backward_(std::make_unique<Backward>()) {
  std::copy_n(bias, shape.out_channels, filter_.bias.get());
  for_weights(filter_, [&](int r, int s, int c, int k, float& value) {
    value = weight[offset_in_weight(shape, r, s, c, k)];
  });
}

Conv2d::Conv2d(Conv2d&&) noexcept = default;
Conv2d& Conv2d::operator=(Conv2d&&) noexcept = default;
Conv2d::~Conv2d() = default;

std::vector<float> Conv2d::weight() const {
  std::vector<float> weight(static_cast<std::size_t>(shape_.out_channels) * shape_.in_channels *
                            shape_.kernel_height * shape_.kernel_width);
  for_weights(filter_, [&](int r, int s, int c, int k, const float& value) {
    weight[offset_in_weight(shape_, r, s, c, k)] = value;
  });
  return weight;
}

std::vector<float> Conv2d::bias() const {
  return std::vector<float>(filter_.bias.get(), filter_.bias.get() + shape_.out_channels);
}

const Conv2d::Backward& Conv2d::backward() const {
  std::call_once(backward_->packed, [this] { backward_->pack(shape_, weight()); });
  return *backward_;
}

int Conv2d::backward_border() const {
  // The last input pixel reaches output pixel (H-1+padding) / stride, the last output pixel is
  // (H+2*padding-kernel) / stride; their largest difference over all H, and the same for merged phases, whose
  // windows all extend as far as the last phase's. Before the first pixel it is never more.
  const int kernel = std::max(shape_.kernel_height, shape_.kernel_width);
  const int stride = shape_.stride, padding = shape_.padding;
  const int alone = ceil_divide(kernel - 1 - padding, stride);
  const int together =
      ceil_divide(kernel - 1 - 2 * padding, stride) + floor_divide(stride - 1 + padding, stride);
  return std::max({alone, together, 0});
}

void Conv2d::forward(const FeatureMap& in, const FeatureMap* residual, bool relu, FeatureMap& out,
                     ThreadPool& pool, Rounding rounding) const {
  if (suits_winograd(shape_)) return winograd_convolve(filter_, in, residual, relu, rounding, out, pool);
  const WindowGrid grid = {
      out.height(), out.width(), shape_.stride, -shape_.padding, -shape_.padding, 1, 0, 0};
  convolve(filter_, grid, in, residual, relu, rounding, out, pool);
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
  if (suits_winograd(shape_))  // Backward it is one too, with the filter turned round.
    return winograd_convolve(backward().phases.front().filter, out_gradient, residual, false, rounding,
                             in_gradient, pool);
  const int stride = shape_.stride;
  const auto grid = [stride](const Backward::Phase& phase, int height, int width, int out_stride) {
    return WindowGrid{(height - phase.row + stride - 1) / stride,
                      (width - phase.col + stride - 1) / stride,
                      1,
                      phase.rows.first,
                      phase.cols.first,
                      out_stride,
                      phase.row,
                      phase.col};
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
    const bool reached = phase.rows.count > 0 && phase.cols.count > 0;
    if (!reached && residual == &in_gradient) continue;
    convolve(phase.filter, grid(phase, height, width, stride), out_gradient, residual, false, rounding,
             in_gradient, pool);
  }
}

}  // namespace deepcars::nn
