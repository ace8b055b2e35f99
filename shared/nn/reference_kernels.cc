#include "shared/nn/reference_kernels.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "shared/nn/pool_shape.h"

namespace deepcars::nn::reference {

namespace {

// The offset of value (n,y,x,c) in [N,H,W,C].
std::size_t at(int height, int width, int channels, int n, int y, int x, int c) {
  return ((static_cast<std::size_t>(n) * height + y) * width + x) * channels + c;
}

bool inside(int y, int x, int height, int width) { return y >= 0 && y < height && x >= 0 && x < width; }

// The offset of weight (k,c,r,s) in [K,C,R,S].
std::size_t weight_at(const Conv2dShape& shape, int k, int c, int r, int s) {
  return ((static_cast<std::size_t>(k) * shape.in_channels + c) * shape.kernel_height + r) *
             shape.kernel_width +
         s;
}

// Calls tap(n, oy, ox, r, s, y, x) for each output pixel and each place of its window that is inside the
// input.
template <typename Tap>
void for_each_tap(const Conv2dShape& shape, int batch, int height, int width, const Tap& tap) {
  for (int n = 0; n < batch; ++n)
    for (int oy = 0; oy < shape.out_height(height); ++oy)
      for (int ox = 0; ox < shape.out_width(width); ++ox)
        for (int r = 0; r < shape.kernel_height; ++r)
          for (int s = 0; s < shape.kernel_width; ++s) {
            const int y = oy * shape.stride + r - shape.padding;
            const int x = ox * shape.stride + s - shape.padding;
            if (inside(y, x, height, width)) tap(n, oy, ox, r, s, y, x);
          }
}

// The max pool's windows, described as a convolution's.
constexpr Conv2dShape pool_shape = {.in_channels = 1,
                                    .out_channels = 1,
                                    .kernel_height = max_pool_shape.kernel,
                                    .kernel_width = max_pool_shape.kernel,
                                    .stride = max_pool_shape.stride,
                                    .padding = max_pool_shape.padding};

}  // namespace

void conv2d_forward(const Conv2dShape& shape, int batch, int height, int width, const float* in,
                    const float* weight, const float* bias, float* out) {
  const int out_height = shape.out_height(height), out_width = shape.out_width(width);
  std::vector<double> sums(static_cast<std::size_t>(batch) * out_height * out_width * shape.out_channels);
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = bias[i % shape.out_channels];
  for_each_tap(shape, batch, height, width, [&](int n, int oy, int ox, int r, int s, int y, int x) {
    for (int k = 0; k < shape.out_channels; ++k)
      for (int c = 0; c < shape.in_channels; ++c)
        sums[at(out_height, out_width, shape.out_channels, n, oy, ox, k)] +=
            static_cast<double>(in[at(height, width, shape.in_channels, n, y, x, c)]) *
            weight[weight_at(shape, k, c, r, s)];
  });
  std::transform(sums.begin(), sums.end(), out, [](double sum) { return static_cast<float>(sum); });
}

void conv2d_input_backward(const Conv2dShape& shape, int batch, int height, int width,
                           const float* out_gradient, const float* weight, float* in_gradient) {
  const int out_height = shape.out_height(height), out_width = shape.out_width(width);
  std::vector<double> sums(static_cast<std::size_t>(batch) * height * width * shape.in_channels);
  for_each_tap(shape, batch, height, width, [&](int n, int oy, int ox, int r, int s, int y, int x) {
    for (int k = 0; k < shape.out_channels; ++k)
      for (int c = 0; c < shape.in_channels; ++c)
        sums[at(height, width, shape.in_channels, n, y, x, c)] +=
            static_cast<double>(out_gradient[at(out_height, out_width, shape.out_channels, n, oy, ox, k)]) *
            weight[weight_at(shape, k, c, r, s)];
  });
  std::transform(sums.begin(), sums.end(), in_gradient, [](double sum) { return static_cast<float>(sum); });
}

void relu_forward(int count, const float* in, float* out, std::uint8_t* mask) {
  if (mask != nullptr) std::fill_n(mask, (count + 7) / 8, std::uint8_t{0});
  for (int i = 0; i < count; ++i) {
    if (mask != nullptr && in[i] > 0) mask[i / 8] = static_cast<std::uint8_t>(mask[i / 8] | 1 << i % 8);
    out[i] = std::max(in[i], 0.0f);
  }
}

void relu_input_backward(int count, const std::uint8_t* mask, const float* out_gradient, ReluRule rule,
                         float* in_gradient) {
  for (int i = 0; i < count; ++i) {
    const bool passes = mask[i / 8] >> i % 8 & 1 && (rule == ReluRule::gradient || out_gradient[i] > 0);
    in_gradient[i] = passes ? out_gradient[i] : 0.0f;
  }
}

void max_pool_forward(int batch, int height, int width, int channels, const float* in, float* out,
                      std::uint8_t* argmax) {
  const int out_height = pool_shape.out_height(height), out_width = pool_shape.out_width(width);
  std::fill_n(out, static_cast<std::size_t>(batch) * out_height * out_width * channels,
              -std::numeric_limits<float>::infinity());
  for_each_tap(pool_shape, batch, height, width, [&](int n, int oy, int ox, int r, int s, int y, int x) {
    for (int c = 0; c < channels; ++c) {
      const std::size_t o = at(out_height, out_width, channels, n, oy, ox, c);
      const float value = in[at(height, width, channels, n, y, x, c)];
      if (value <= out[o]) continue;
      out[o] = value;
      argmax[o] = static_cast<std::uint8_t>(r * 3 + s);
    }
  });
}

void max_pool_input_backward(int batch, int height, int width, int channels, const std::uint8_t* argmax,
                             const float* out_gradient, float* in_gradient) {
  const int out_height = pool_shape.out_height(height), out_width = pool_shape.out_width(width);
  std::fill_n(in_gradient, static_cast<std::size_t>(batch) * height * width * channels, 0.0f);
  for_each_tap(pool_shape, batch, height, width, [&](int n, int oy, int ox, int r, int s, int y, int x) {
    for (int c = 0; c < channels; ++c) {
      const std::size_t o = at(out_height, out_width, channels, n, oy, ox, c);
      if (argmax[o] == r * 3 + s) in_gradient[at(height, width, channels, n, y, x, c)] += out_gradient[o];
    }
  });
}

void global_average_pool_forward(int batch, int height, int width, int channels, const float* in,
                                 float* out) {
  for (int n = 0; n < batch; ++n)
    for (int c = 0; c < channels; ++c) {
      double sum = 0;
      for (int p = 0; p < height * width; ++p) sum += in[at(1, height * width, channels, n, 0, p, c)];
      out[n * channels + c] = static_cast<float>(sum / (height * width));
    }
}

void global_average_pool_input_backward(int batch, int height, int width, int channels,
                                        const float* out_gradient, float* in_gradient) {
  for (int n = 0; n < batch; ++n)
    for (int p = 0; p < height * width; ++p)
      for (int c = 0; c < channels; ++c)
        in_gradient[at(1, height * width, channels, n, 0, p, c)] =
            out_gradient[n * channels + c] / static_cast<float>(height * width);
}

void linear_forward(int batch, int in_features, int out_features, const float* in, const float* weight,
                    const float* bias, float* out) {
  conv2d_forward({in_features, out_features, 1, 1, 1, 0}, batch, 1, 1, in, weight, bias, out);
}

void linear_input_backward(int batch, int in_features, int out_features, const float* out_gradient,
                           const float* weight, float* in_gradient) {
  conv2d_input_backward({in_features, out_features, 1, 1, 1, 0}, batch, 1, 1, out_gradient, weight,
                        in_gradient);
}

void add_forward(int count, const float* a, const float* b, float* out) {
  for (int i = 0; i < count; ++i) out[i] = a[i] + b[i];
}

void add_input_backward(int count, const float* out_gradient, float* a_gradient, float* b_gradient) {
  for (int i = 0; i < count; ++i) {
    a_gradient[i] += out_gradient[i];
    b_gradient[i] += out_gradient[i];
  }
}

}  // namespace deepcars::nn::reference
