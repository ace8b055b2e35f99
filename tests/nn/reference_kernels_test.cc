// The reference kernels' backward passes against central finite differences of their forward passes.
#include "shared/nn/reference_kernels.h"

#include <gtest/gtest.h>

#include <functional>
#include <numeric>

#include "shared/nn/pooling.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn::reference {
namespace {

using Values = std::vector<float>;
using Forward = std::function<Values(const Values&)>;

// d sum(forward(in) * weights) / d in by central differences. All layers here are linear between their kinks
// (where a ReLU or maximum changes sides), so the step has no truncation error as long as it crosses none,
// and a large step keeps the rounding of fp32 outputs small.
Values finite_differences(const Forward& forward, Values in, const Values& weights, float step) {
  Values gradient(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    const float middle = in[i];
    in[i] = middle + step;
    const double above = dot(forward(in), weights);
    in[i] = middle - step;
    const double below = dot(forward(in), weights);
    in[i] = middle;
    gradient[i] = static_cast<float>((above - below) / (2.0 * step));
  }
  return gradient;
}

// Outputs are rounded to fp32 before the difference is taken: 1e-7 / step, times a few.
constexpr double difference_tolerance = 1e-4;
constexpr float linear_step = 1.0f;

// Distinct values 0.1 apart, none nearer to zero than 0.05: a step of 0.02 crosses no kink.
constexpr float kink_step = 0.02f;
Values distinct_values(int count, Random& random) {
  Values values(count);
  for (int i = 0; i < count; ++i) values[i] = 0.1f * static_cast<float>(i - count / 2) + 0.05f;
  for (int i = count - 1; i > 0; --i) std::swap(values[i], values[random.between(0, i)]);
  return values;
}

TEST(ReferenceKernels, Conv2dInputBackward) {
  for (int seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const Conv2dShape shape = {random.between(1, 3), random.between(1, 4), random.between(1, 4),
                               random.between(1, 4), random.between(1, 3), random.between(0, 2)};
    const int batch = random.between(1, 2), height = random.between(4, 7), width = random.between(4, 7);
    const std::string text = case_text(seed, {{"N", batch},
                                              {"C", shape.in_channels},
                                              {"H", height},
                                              {"W", width},
                                              {"K", shape.out_channels},
                                              {"R", shape.kernel_height},
                                              {"S", shape.kernel_width},
                                              {"stride", shape.stride},
                                              {"padding", shape.padding}});
    const Values weight =
        random.values(shape.out_channels * shape.in_channels * shape.kernel_height * shape.kernel_width);
    const Values bias = random.values(shape.out_channels);
    const Values in = random.values(batch * height * width * shape.in_channels);
    const Values weights =
        random.values(batch * shape.out_height(height) * shape.out_width(width) * shape.out_channels);
    const auto forward = [&](const Values& x) {
      Values out(weights.size());
      conv2d_forward(shape, batch, height, width, x.data(), weight.data(), bias.data(), out.data());
      return out;
    };
    Values gradient(in.size());
    conv2d_input_backward(shape, batch, height, width, weights.data(), weight.data(), gradient.data());
    EXPECT_TRUE(
        close(finite_differences(forward, in, weights, linear_step), gradient, difference_tolerance, text));
  }
}

TEST(ReferenceKernels, Conv2dForwardOfAKnownCase) {
  // A 2x2 window over 2x3 pixels, one channel: sums of the four pixels, times the weights 1, 10, 100, 1000,
  // plus 5.
  const Values in = {1, 2, 3, 4, 5, 6}, weight = {1, 10, 100, 1000}, bias = {5};
  Values out(2);
  conv2d_forward({1, 1, 2, 2, 1, 0}, 1, 2, 3, in.data(), weight.data(), bias.data(), out.data());
  EXPECT_EQ(out, (Values{5426, 6537}));
}

TEST(ReferenceKernels, ReluInputBackward) {
  Random random(1);
  const Values in = distinct_values(30, random), weights = random.values(30);
  const auto forward = [](const Values& x) {
    Values out(x.size());
    relu_forward(static_cast<int>(x.size()), x.data(), out.data(), nullptr);
    return out;
  };
  std::vector<std::uint8_t> mask(4);
  Values out(30), gradient(30);
  relu_forward(30, in.data(), out.data(), mask.data());
  relu_input_backward(30, mask.data(), weights.data(), ReluRule::gradient, gradient.data());
  EXPECT_TRUE(close(finite_differences(forward, in, weights, kink_step), gradient, difference_tolerance,
                    "30 values"));
}

TEST(ReferenceKernels, MaxPoolInputBackward) {
  for (int seed = 0; seed < 10; ++seed) {
    Random random(seed);
    const int batch = random.between(1, 2), height = random.between(1, 8), width = random.between(1, 8),
              channels = random.between(1, 3);
    const Values in = distinct_values(batch * height * width * channels, random);
    const Values weights = random.values(batch * max_pool_size(height) * max_pool_size(width) * channels);
    std::vector<std::uint8_t> places(weights.size());
    const auto forward = [&](const Values& x) {
      Values out(weights.size());
      max_pool_forward(batch, height, width, channels, x.data(), out.data(), places.data());
      return out;
    };
    const Values expected = finite_differences(forward, in, weights, kink_step);
    forward(in);
    Values gradient(in.size());
    max_pool_input_backward(batch, height, width, channels, places.data(), weights.data(), gradient.data());
    EXPECT_TRUE(close(expected, gradient, difference_tolerance,
                      case_text(seed, {{"N", batch}, {"H", height}, {"W", width}, {"C", channels}})));
  }
}

TEST(ReferenceKernels, GlobalAveragePoolInputBackward) {
  Random random(2);
  const Values in = random.values(2 * 3 * 4 * 5), weights = random.values(2 * 5);
  const auto forward = [](const Values& x) {
    Values out(2 * 5);
    global_average_pool_forward(2, 3, 4, 5, x.data(), out.data());
    return out;
  };
  Values gradient(in.size());
  global_average_pool_input_backward(2, 3, 4, 5, weights.data(), gradient.data());
  EXPECT_TRUE(close(finite_differences(forward, in, weights, linear_step), gradient, difference_tolerance,
                    "N=2 H=3 W=4 C=5"));
}

TEST(ReferenceKernels, LinearInputBackward) {
  Random random(3);
  const Values in = random.values(2 * 6), weight = random.values(4 * 6), bias = random.values(4),
               weights = random.values(2 * 4);
  const auto forward = [&](const Values& x) {
    Values out(2 * 4);
    linear_forward(2, 6, 4, x.data(), weight.data(), bias.data(), out.data());
    return out;
  };
  Values gradient(in.size());
  linear_input_backward(2, 6, 4, weights.data(), weight.data(), gradient.data());
  EXPECT_TRUE(close(finite_differences(forward, in, weights, linear_step), gradient, difference_tolerance,
                    "N=2 C=6 K=4"));
}

TEST(ReferenceKernels, AddGivesBothInputsTheWholeGradient) {
  const Values a = {1, 2}, b = {10, 20}, gradient = {3, 4};
  Values out(2), a_gradient = {100, 100}, b_gradient = {0, 0};
  add_forward(2, a.data(), b.data(), out.data());
  EXPECT_EQ(out, (Values{11, 22}));
  add_input_backward(2, gradient.data(), a_gradient.data(), b_gradient.data());
  EXPECT_EQ(a_gradient, (Values{103, 104}));
  EXPECT_EQ(b_gradient, (Values{3, 4}));
}

}  // namespace
}  // namespace deepcars::nn::reference
