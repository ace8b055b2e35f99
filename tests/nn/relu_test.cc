// ReLU: what it remembers, and the two rules by which a gradient passes back.
#include "shared/nn/relu.h"

#include <gtest/gtest.h>

#include "shared/nn/reference_kernels.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn {
namespace {

TEST(Relu, RulesDifferOnlyWhereAGradientIsNegative) {
  const std::vector<float> in = {-2, -1, 0, 1, 2, 3}, gradient = {5, -5, 5, -5, 5, 0};
  std::vector<float> out(6), plain(6), guided(6);
  std::uint8_t mask;
  reference::relu_forward(6, in.data(), out.data(), &mask);
  EXPECT_EQ(out, (std::vector<float>{0, 0, 0, 1, 2, 3}));
  EXPECT_EQ(mask, 0b111000);
  reference::relu_input_backward(6, &mask, gradient.data(), ReluRule::gradient, plain.data());
  EXPECT_EQ(plain, (std::vector<float>{0, 0, 0, -5, 5, 0}));
  reference::relu_input_backward(6, &mask, gradient.data(), ReluRule::guided, guided.data());
  EXPECT_EQ(guided, (std::vector<float>{0, 0, 0, 0, 5, 0}));
}

TEST(Relu, FastMatchesReferenceOnRandomShapes) {
  ThreadPool pool(max_threads);
  for (int seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const int batch = random.between(1, 2), height = random.between(1, 9), width = random.between(1, 9);
    const int channels = 8 * random.between(1, 6), border = random.between(0, 2);
    const std::string text =
        case_text(seed, {{"N", batch}, {"H", height}, {"W", width}, {"C", channels}, {"border", border}});
    const int count = batch * height * width * channels;
    std::vector<float> values = random.values(count), gradient = random.values(count);
    values[0] = -0.0f;
    std::vector<std::uint8_t> expected_mask(count / 8), mask(count / 8);
    reference::relu_forward(count, values.data(), values.data(), expected_mask.data());
    relu_mask(to_map(values, batch, height, width, channels, border), mask.data(), pool);
    EXPECT_EQ(mask, expected_mask) << text;

    for (const ReluRule rule : {ReluRule::gradient, ReluRule::guided}) {
      std::vector<float> expected(count);
      reference::relu_input_backward(count, mask.data(), gradient.data(), rule, expected.data());
      FeatureMap map = to_map(gradient, batch, height, width, channels, border);
      relu_input_backward(mask.data(), rule, map, pool);
      EXPECT_EQ(from_map(map), expected) << text << " guided=" << (rule == ReluRule::guided);
    }
  }
}

}  // namespace
}  // namespace deepcars::nn
