#include "shared/nn/pooling.h"

#include <algorithm>
#include <cstddef>

#include "shared/tier_up.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "shared/nn/pooling.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace deepcars::nn::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

static_assert(max_pool_shape.kernel == 3 && max_pool_shape.stride == 2 && max_pool_shape.padding == 1,
              "these kernels are written for the one max pool that ResNet-18 has");

// The taps (pixels 0..8) of a window that are inside the input, in order, and where their channels start.
struct Window {
  int count = 0;
  int taps[9];
  const float* pixels[9];
};

// The maxima of channels c..c+Lanes(d)-1 over a window, and the first taps that hold them.
template <class D>
HWY_INLINE void max_of_window(D d, const Window& window, int c, float* out, std::uint8_t* argmax) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> du8;
  auto best = hn::LoadU(d, window.pixels[0] + c);
  auto tap = hn::Set(di, window.taps[0]);
  for (int i = 1; i < window.count; ++i) {
    const auto value = hn::LoadU(d, window.pixels[i] + c);
    const auto larger = hn::Gt(value, best);
    best = hn::IfThenElse(larger, value, best);
    tap = hn::IfThenElse(hn::RebindMask(di, larger), hn::Set(di, window.taps[i]), tap);
  }
  hn::StoreU(best, d, out + c);
  if (argmax != nullptr) hn::StoreU(hn::DemoteTo(du8, tap), du8, argmax + c);
}

// One row oy of a region of the output. argmax, if not null, is where the row's start.
DEEPCARS_TIER_UP void max_pool_row(const FeatureMap& in, const Region& region, int oy, FeatureMap& out,
                                   std::uint8_t* argmax) {
  const hn::CappedTag<float, 16> d;
  const hn::CappedTag<float, 1> d1;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int ox = region.left; ox < region.right(); ++ox) {
    Window window;
    for (int tap = 0; tap < 9; ++tap) {
      const int y = 2 * oy - 1 + tap / 3, x = 2 * ox - 1 + tap % 3;
      if (y < 0 || y >= in.height() || x < 0 || x >= in.width()) continue;
      window.taps[window.count] = tap;
      window.pixels[window.count++] = in.pixel(region.image, y, x);
    }
    float* to = out.pixel(region.image, oy, ox);
    int c = 0;
    for (; c + lanes <= in.channels(); c += lanes) max_of_window(d, window, c, to, argmax);
    for (; c < in.channels(); ++c) max_of_window(d1, window, c, to, argmax);
    if (argmax != nullptr) argmax += in.channels();
  }
}

// in_gradient[c..] += out_gradient[c..] where argmax[c..] equals the tap.
template <class D>
HWY_INLINE void add_where(D d, const std::uint8_t* argmax, int tap, const float* out_gradient, int c,
                          float* in_gradient) {
  const hn::RebindToSigned<D> di;
  const hn::Rebind<std::uint8_t, D> du8;
  const auto here = hn::Eq(hn::PromoteTo(di, hn::LoadU(du8, argmax + c)), hn::Set(di, tap));
  const auto part = hn::IfThenElseZero(hn::RebindMask(d, here), hn::LoadU(d, out_gradient + c));
  hn::StoreU(hn::Add(hn::LoadU(d, in_gradient + c), part), d, in_gradient + c);
}

// One input row (n, y): gathers from the at most four windows that each pixel is in, so rows are independent.
DEEPCARS_TIER_UP void max_pool_backward_row(const std::uint8_t* argmax, const FeatureMap& out_gradient, int n,
                                            int y, FeatureMap& in_gradient) {
  const hn::CappedTag<float, 16> d;
  const hn::CappedTag<float, 1> d1;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int channels = in_gradient.channels();
  const int last_row = std::min((y + 1) / 2, out_gradient.height() - 1);
  for (int x = 0; x < in_gradient.width(); ++x) {
    float* to = in_gradient.pixel(n, y, x);
    std::fill_n(to, channels, 0.0f);
    const int last_col = std::min((x + 1) / 2, out_gradient.width() - 1);
    for (int oy = y / 2; oy <= last_row; ++oy)
      for (int ox = x / 2; ox <= last_col; ++ox) {
        const int tap = (y - (2 * oy - 1)) * 3 + x - (2 * ox - 1);
        const std::ptrdiff_t pixel =
            (static_cast<std::ptrdiff_t>(n) * out_gradient.height() + oy) * out_gradient.width() + ox;
        const float* from = out_gradient.pixel(n, oy, ox);
        int c = 0;
        for (; c + lanes <= channels; c += lanes) add_where(d, argmax + pixel * channels, tap, from, c, to);
        for (; c < channels; ++c) add_where(d1, argmax + pixel * channels, tap, from, c, to);
      }
  }
}

}  // namespace deepcars::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace deepcars::nn {

HWY_EXPORT(max_pool_row);
HWY_EXPORT(max_pool_backward_row);

void max_pool_forward(const FeatureMap& in, FeatureMap& out, std::uint8_t* argmax, ThreadPool& pool) {
  pool.parallel_for(out.batch() * out.height(), [&](int row) {
    const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(row) * out.width() * out.channels();
    const Region image = {
        .image = row / out.height(), .top = 0, .left = 0, .height = out.height(), .width = out.width()};
    HWY_DYNAMIC_DISPATCH(max_pool_row)
    (in, image, row % out.height(), out, argmax == nullptr ? nullptr : argmax + first);
  });
}

void max_pool_forward(const FeatureMap& in, const Region& region, FeatureMap& out, ThreadPool& pool) {
  pool.parallel_for(region.height, [&](int row) {
    HWY_DYNAMIC_DISPATCH(max_pool_row)(in, region, region.top + row, out, nullptr);
  });
}

void max_pool_input_backward(const std::uint8_t* argmax, const FeatureMap& out_gradient,
                             FeatureMap& in_gradient, ThreadPool& pool) {
  pool.parallel_for(in_gradient.batch() * in_gradient.height(), [&](int row) {
    HWY_DYNAMIC_DISPATCH(max_pool_backward_row)
    (argmax, out_gradient, row / in_gradient.height(), row % in_gradient.height(), in_gradient);
  });
}

void global_average_pool_forward(const FeatureMap& in, FeatureMap& out) {
  const float scale = 1.0f / static_cast<float>(in.height() * in.width());
  for (int n = 0; n < in.batch(); ++n) {
    float* to = out.pixel(n, 0, 0);
    std::fill_n(to, in.channels(), 0.0f);
    for (int y = 0; y < in.height(); ++y)
      for (int x = 0; x < in.width(); ++x) {
        const float* from = in.pixel(n, y, x);
        for (int c = 0; c < in.channels(); ++c) to[c] += from[c];
      }
    for (int c = 0; c < in.channels(); ++c) to[c] *= scale;
  }
}

void global_average_pool_input_backward(const FeatureMap& out_gradient, FeatureMap& in_gradient) {
  const float scale = 1.0f / static_cast<float>(in_gradient.height() * in_gradient.width());
  for (int n = 0; n < in_gradient.batch(); ++n) {
    const float* from = out_gradient.pixel(n, 0, 0);
    for (int y = 0; y < in_gradient.height(); ++y)
      for (int x = 0; x < in_gradient.width(); ++x) {
        float* to = in_gradient.pixel(n, y, x);
        for (int c = 0; c < in_gradient.channels(); ++c) to[c] = from[c] * scale;
      }
  }
}

}  // namespace deepcars::nn
#endif  // HWY_ONCE
