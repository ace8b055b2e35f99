// The fast convolution against its reference, forward and backward, over many shapes.
#include "shared/nn/conv2d.h"

#include <gtest/gtest.h>

#include "shared/nn/reference_kernels.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn {
namespace {

struct Case {
  std::uint64_t seed;
  Conv2dShape shape;
  int batch, height, width;
  bool relu, residual;
  int extra_border;

  std::string text() const {
    return case_text(seed, {{"N", batch},
                            {"C", shape.in_channels},
                            {"H", height},
                            {"W", width},
                            {"K", shape.out_channels},
                            {"R", shape.kernel_height},
                            {"S", shape.kernel_width},
                            {"stride", shape.stride},
                            {"padding", shape.padding},
                            {"relu", relu},
                            {"residual", residual},
                            {"border", extra_border}});
  }
};

Case random_case(std::uint64_t seed) {
  Random random(seed);
  Conv2dShape shape = {random.between(1, 40), random.between(1, 70), random.between(1, 5),
                       random.between(1, 5),  random.between(1, 3),  0};
  shape.padding = random.between(0, std::min(shape.kernel_height, shape.kernel_width));
  return {seed,
          shape,
          random.between(1, 3),
          random.between(std::max(1, shape.kernel_height - 2 * shape.padding), 17),
          random.between(std::max(1, shape.kernel_width - 2 * shape.padding), 17),
          random.between(0, 1) == 1,
          random.between(0, 1) == 1,
          random.between(0, 2)};
}

// A convolution that Winograd's tiles compute: maps that they do not divide, more channels than one chunk,
// more tiles than one job.
Case random_winograd_case(std::uint64_t seed) {
  Random random(seed);
  return {seed,
          {random.between(1, 150), random.between(1, 70), 3, 3, 1, 1},
          random.between(1, 3),
          random.between(1, 23),
          random.between(1, 23),
          random.between(0, 1) == 1,
          random.between(0, 1) == 1,
          random.between(0, 2)};
}

void check_forward(const Case& test, ThreadPool& pool) {
  const Conv2dShape& s = test.shape;
  Random random(test.seed);
  const auto weight = random.values(static_cast<std::size_t>(s.out_channels) * s.in_channels *
                                    s.kernel_height * s.kernel_width);
  const auto bias = random.values(s.out_channels);
  const auto in =
      random.values(static_cast<std::size_t>(test.batch) * test.height * test.width * s.in_channels);
  const int out_height = s.out_height(test.height), out_width = s.out_width(test.width);
  std::vector<float> expected(static_cast<std::size_t>(test.batch) * out_height * out_width * s.out_channels);
  const auto residual = random.values(expected.size());

  reference::conv2d_forward(s, test.batch, test.height, test.width, in.data(), weight.data(), bias.data(),
                            expected.data());
  const int count = static_cast<int>(expected.size());
  if (test.residual) reference::add_forward(count, expected.data(), residual.data(), expected.data());
  if (test.relu) reference::relu_forward(count, expected.data(), expected.data(), nullptr);

  const Conv2d conv(s, weight.data(), bias.data());
  const FeatureMap in_map = to_map(in, test.batch, test.height, test.width, s.in_channels,
                                   conv.forward_border() + test.extra_border);
  const FeatureMap residual_map =
      to_map(residual, test.batch, out_height, out_width, s.out_channels, test.extra_border);
  FeatureMap out(test.batch, out_height, out_width, s.out_channels, test.extra_border);
  conv.forward(in_map, test.residual ? &residual_map : nullptr, test.relu, out, pool);
  EXPECT_TRUE(close(expected, from_map(out), rounding_tolerance, test.text()));
}

void check_backward(const Case& test, ThreadPool& pool) {
  const Conv2dShape& s = test.shape;
  Random random(test.seed);
  const auto weight = random.values(static_cast<std::size_t>(s.out_channels) * s.in_channels *
                                    s.kernel_height * s.kernel_width);
  const auto bias = random.values(s.out_channels);
  const int out_height = s.out_height(test.height), out_width = s.out_width(test.width);
  const auto out_gradient =
      random.values(static_cast<std::size_t>(test.batch) * out_height * out_width * s.out_channels);
  std::vector<float> expected(static_cast<std::size_t>(test.batch) * test.height * test.width *
                              s.in_channels);
  const auto residual = random.values(expected.size());

  reference::conv2d_input_backward(s, test.batch, test.height, test.width, out_gradient.data(), weight.data(),
                                   expected.data());
  if (test.residual)
    reference::add_forward(static_cast<int>(expected.size()), expected.data(), residual.data(),
                           expected.data());

  const Conv2d conv(s, weight.data(), bias.data());
  const FeatureMap out_map = to_map(out_gradient, test.batch, out_height, out_width, s.out_channels,
                                    conv.backward_border() + test.extra_border);
  FeatureMap in = to_map(residual, test.batch, test.height, test.width, s.in_channels, test.extra_border);
  conv.input_backward(out_map, test.residual ? &in : nullptr, in, pool);
  EXPECT_TRUE(close(expected, from_map(in), rounding_tolerance, test.text()));
}

// The shapes of ResNet-18, on small maps.
const Case resnet_cases[] = {
    {1, {3, 64, 7, 7, 2, 3}, 2, 37, 30, true, false, 0},
    {2, {64, 64, 3, 3, 1, 1}, 1, 9, 14, true, true, 0},
    {3, {64, 128, 3, 3, 2, 1}, 1, 13, 10, false, false, 1},
    {4, {64, 128, 1, 1, 2, 0}, 2, 13, 10, false, true, 1},
    {5, {256, 512, 3, 3, 2, 1}, 1, 5, 4, true, false, 0},
    {6, {512, 1000, 1, 1, 1, 0}, 3, 1, 1, false, false, 0},
    {7, {128, 128, 3, 3, 1, 1}, 1, 1, 1, true, true, 1},
    {8, {64, 64, 3, 3, 1, 1}, 2, 53, 56, true, true, 0},
    {9, {512, 512, 3, 3, 1, 1}, 9, 7, 7, true, true, 0},
};
constexpr int random_cases = 60;

TEST(Conv2d, ForwardMatchesReferenceOnResNetShapes) {
  ThreadPool pool(max_threads);
  for (const Case& test : resnet_cases) check_forward(test, pool);
}

TEST(Conv2d, InputBackwardMatchesReferenceOnResNetShapes) {
  ThreadPool pool(max_threads);
  for (const Case& test : resnet_cases) check_backward(test, pool);
}

TEST(Conv2d, ForwardMatchesReferenceOnRandomShapes) {
  ThreadPool pool(1);
  for (int i = 0; i < random_cases; ++i) check_forward(random_case(1000 + i), pool);
}

TEST(Conv2d, InputBackwardMatchesReferenceOnRandomShapes) {
  ThreadPool pool(1);
  for (int i = 0; i < random_cases; ++i) check_backward(random_case(2000 + i), pool);
}

TEST(Conv2d, WinogradForwardMatchesReferenceOnRandomShapes) {
  ThreadPool pool(1);
  for (int i = 0; i < random_cases; ++i) check_forward(random_winograd_case(3000 + i), pool);
}

TEST(Conv2d, WinogradInputBackwardMatchesReferenceOnRandomShapes) {
  ThreadPool pool(1);
  for (int i = 0; i < random_cases; ++i) check_backward(random_winograd_case(4000 + i), pool);
}

TEST(Conv2d, GivesItsWeightsBack) {
  const Conv2dShape shape = {5, 19, 3, 2, 1, 1};
  Random random(3);
  const auto weight = random.values(19 * 5 * 3 * 2), bias = random.values(19);
  const Conv2d conv(shape, weight.data(), bias.data());
  EXPECT_EQ(conv.weight(), weight);
  EXPECT_EQ(conv.bias(), bias);
}

}  // namespace
}  // namespace deepcars::nn
