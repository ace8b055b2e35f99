// The activations of layer3 and layer4, and gradients with respect to stages.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "shared/nn/resnet18.h"
#include "shared/nn/resnet18_topology.h"
#include "tests/nn/kernel_check.h"
#include "tests/random_model.h"

namespace deepcars::nn {
namespace {

using testing::random_network;
using testing::random_tensor;
using testing::random_tensors;

// Twenty layers deep, the rounding of each is amplified a little by the next.
constexpr double network_tolerance = 1e-4;
constexpr int classes = 11;

// A random photo and gradient of the logits, what they are called in a failure, and the shape of each stage.
struct Case {
  Tensor input, logits_gradient;
  std::string text;

  std::vector<int> stage_shape(int stage) const {
    const int shrink = 2 << stage;
    return {input.shape[0], 32 << stage, (input.shape[2] + shrink - 1) / shrink,
            (input.shape[3] + shrink - 1) / shrink};
  }
};

Case random_case(int seed) {
  Random random(static_cast<std::uint64_t>(seed));
  const int batch = random.between(1, 2), height = random.between(32, 70), width = random.between(32, 70);
  return {.input = random_tensor({batch, 3, height, width}, random),
          .logits_gradient = random_tensor({batch, classes}, random),
          .text = case_text(static_cast<std::uint64_t>(seed), {{"N", batch}, {"H", height}, {"W", width}})};
}

void expect_matches_reference(Kernels kernels) {
  const ResNet18 network = random_network(classes, 5);
  ThreadPool pool(max_threads);
  for (int seed = 1; seed <= 4; ++seed) {
    const Case c = random_case(seed);
    TracePtr fast, reference;
    network.forward(c.input, pool, fast, kernels);
    network.forward(c.input, pool, reference, Kernels::reference);
    for (const int stage : {3, 4}) {
      const Tensor activations = network.stage_activations(*fast, stage);
      EXPECT_EQ(activations.shape, c.stage_shape(stage)) << c.text;
      EXPECT_TRUE(close(network.stage_activations(*reference, stage).values, activations.values,
                        network_tolerance, c.text + " stage " + std::to_string(stage)));
    }
    for (int stage = 1; stage <= resnet18_stages; ++stage)
      for (const ReluRule rule : {ReluRule::gradient, ReluRule::guided}) {
        // Both from the fast trace, see resnet18_test.cc.
        const Tensor gradient = network.stage_gradient(*fast, c.logits_gradient, stage, rule, pool, kernels);
        const Tensor expected =
            network.stage_gradient(*fast, c.logits_gradient, stage, rule, pool, Kernels::reference);
        EXPECT_EQ(gradient.shape, c.stage_shape(stage)) << c.text;
        EXPECT_EQ(expected.shape, c.stage_shape(stage)) << c.text;
        EXPECT_TRUE(close(expected.values, gradient.values, network_tolerance,
                          c.text + " stage " + std::to_string(stage) +
                              (rule == ReluRule::guided ? " guided" : " gradient")));
      }
  }
}

TEST(ResNet18Stages, FastMatchesReference) { expect_matches_reference(Kernels::fast); }

TEST(ResNet18Stages, PortableMatchesReference) { expect_matches_reference(Kernels::portable); }

TEST(ResNet18Stages, ThreadsDoNotChangeTheResult) {
  const ResNet18 network = random_network(classes, 7);
  const Case c = random_case(8);
  std::vector<Tensor> activations, gradients;
  for (const int threads : thread_counts) {
    ThreadPool pool(threads);
    TracePtr trace;
    network.forward(c.input, pool, trace);
    activations.push_back(network.stage_activations(*trace, 3));
    gradients.push_back(network.stage_gradient(*trace, c.logits_gradient, 3, ReluRule::gradient, pool));
    EXPECT_EQ(activations.back().values, activations.front().values) << "threads=" << threads;
    EXPECT_EQ(gradients.back().values, gradients.front().values) << "threads=" << threads;
  }
}

// What CAM rests on: each logit is the last layer's bias and a sum over the pixels of layer4.
TEST(ResNet18Stages, MeansOfLayer4TimesTheLastLayerAreTheLogits) {
  const ResNet18 network = random_network(classes, 9);
  const weights::Tensors tensors = network.tensors();
  const std::vector<float>&weight = tensors.at("fc.weight").values, &bias = tensors.at("fc.bias").values;
  ThreadPool pool(max_threads);
  for (const Kernels& kernels : {Kernels::fast, Kernels::reference}) {
    const Case c = random_case(10);
    TracePtr trace;
    const Output output = network.forward(c.input, pool, trace, kernels);
    const Tensor layer4 = network.stage_activations(*trace, 4);
    const std::size_t channels = 512, pixels = layer4.values.size() / channels / layer4.shape[0];
    std::vector<float> logits;
    for (std::size_t n = 0; n < static_cast<std::size_t>(layer4.shape[0]); ++n)
      for (std::size_t k = 0; k < classes; ++k) {
        double logit = bias[k];
        for (std::size_t i = 0; i < channels * pixels; ++i)
          logit += double{weight[k * channels + i / pixels]} * layer4.values[n * channels * pixels + i] /
                   static_cast<double>(pixels);
        logits.push_back(static_cast<float>(logit));
      }
    EXPECT_TRUE(close(logits, output.logits.values, rounding_tolerance, c.text));
  }
}

// A step of the photo crosses the kinks of some of the network's many ReLUs, and fp32 activations are rounded:
// together well below this.
constexpr double derivative_tolerance = 1e-2;
constexpr float derivative_step = 1e-3f;

// The chain rule: a step of the photo moves the activations of a stage, and those, times the stage's gradient,
// move the logits as the gradient of the photo says.
TEST(ResNet18Stages, GradientTimesAMoveOfTheActivationsIsTheMoveOfTheLogits) {
  const ResNet18 network = random_network(classes, 11);
  ThreadPool pool(1);
  Random random(12);
  const Tensor input = random_tensor({1, 3, 41, 37}, random),
               logits_gradient = random_tensor({1, classes}, random);
  for (const Kernels& kernels : {Kernels::fast, Kernels::reference}) {
    TracePtr trace;
    network.forward(input, pool, trace, kernels);
    const Tensor gradient =
        network.input_backward(*trace, logits_gradient, ReluRule::gradient, pool, kernels);
    // The upper left, then the lower right quarter of the photo.
    for (const bool lower_right : {false, true}) {
      std::vector<float> direction(input.values.size());
      Tensor above = input, below = input;
      for (std::size_t i = 0; i < direction.size(); ++i) {
        const bool moves = lower_right ? i / 37 % 41 >= 20 && i % 37 >= 18 : i / 37 % 41 < 20 && i % 37 < 18;
        direction[i] = moves ? std::copysign(1.0f, gradient.values[i]) : 0.0f;
        above.values[i] += derivative_step * direction[i];
        below.values[i] -= derivative_step * direction[i];
      }
      TracePtr trace_above, trace_below;
      network.forward(above, pool, trace_above, Kernels::reference);
      network.forward(below, pool, trace_below, Kernels::reference);
      const double expected = dot(gradient.values, direction);
      for (const int stage : {3, 4}) {
        const Tensor at_stage =
            network.stage_gradient(*trace, logits_gradient, stage, ReluRule::gradient, pool, kernels);
        const double moved = (dot(network.stage_activations(*trace_above, stage).values, at_stage.values) -
                              dot(network.stage_activations(*trace_below, stage).values, at_stage.values)) /
                             (2 * derivative_step);
        EXPECT_NEAR(moved / expected, 1, derivative_tolerance)
            << "stage " << stage << (lower_right ? ", lower right" : ", upper left") << ": " << moved
            << " through the stage, " << expected << " by the photo's gradient";
      }
    }
  }
}

}  // namespace
}  // namespace deepcars::nn
