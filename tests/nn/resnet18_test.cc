// The whole network: fast against reference, gradient against finite differences, and what create refuses.
#include "shared/nn/resnet18.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

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

struct Size {
  int batch, height, width;
};
constexpr Size sizes[] = {{1, 48, 64}, {2, 33, 47}, {1, 32, 32}};
constexpr int classes = 11;

std::string text(const Size& size) {
  return case_text(5, {{"N", size.batch}, {"H", size.height}, {"W", size.width}});
}

void expect_matches_reference(Kernels kernels) {
  const ResNet18 network = random_network(classes, 5);
  ThreadPool pool(max_threads);
  for (const Size& size : sizes) {
    Random random(6);
    const Tensor input = random_tensor({size.batch, 3, size.height, size.width}, random);
    const Tensor logits_gradient = random_tensor({size.batch, classes}, random);
    TracePtr fast_trace, reference_trace;
    const Output expected = network.forward(input, pool, reference_trace, Kernels::reference);
    const Output output = network.forward(input, pool, fast_trace, kernels);
    EXPECT_EQ(output.logits.shape, (std::vector<int>{size.batch, classes}));
    EXPECT_EQ(output.layer3.shape, (std::vector<int>{size.batch, 256}));
    EXPECT_EQ(output.layer4.shape, (std::vector<int>{size.batch, 512}));
    EXPECT_TRUE(close(expected.logits.values, output.logits.values, network_tolerance, text(size)));
    EXPECT_TRUE(close(expected.layer3.values, output.layer3.values, network_tolerance, text(size)));
    EXPECT_TRUE(close(expected.layer4.values, output.layer4.values, network_tolerance, text(size)));

    for (const ReluRule rule : {ReluRule::gradient, ReluRule::guided}) {
      // Both from the fast trace: a ReLU whose input is within rounding of zero may differ between the
      // traces.
      const Tensor gradient = network.input_backward(*fast_trace, logits_gradient, rule, pool, kernels);
      const Tensor expected_gradient =
          network.input_backward(*fast_trace, logits_gradient, rule, pool, Kernels::reference);
      EXPECT_EQ(gradient.shape, input.shape);
      EXPECT_TRUE(close(expected_gradient.values, gradient.values, network_tolerance,
                        text(size) + (rule == ReluRule::guided ? " guided" : " gradient")));
    }
  }
}

TEST(ResNet18, FastMatchesReference) { expect_matches_reference(Kernels::fast); }

TEST(ResNet18, PortableMatchesReference) { expect_matches_reference(Kernels::portable); }

TEST(ResNet18, FastWithPortableStemMatchesReference) {
  expect_matches_reference(Kernels::fast_portable_stem);
}

TEST(ResNet18, ThreadsDoNotChangeTheResult) {
  const ResNet18 network = random_network(classes, 7);
  Random random(8);
  const Tensor input = random_tensor({2, 3, 97, 113}, random),
               logits_gradient = random_tensor({2, classes}, random);
  std::vector<Tensor> logits, gradients;
  for (const int threads : thread_counts) {
    ThreadPool pool(threads);
    TracePtr trace;
    logits.push_back(network.forward(input, pool, trace).logits);
    gradients.push_back(network.input_backward(*trace, logits_gradient, ReluRule::gradient, pool));
    EXPECT_EQ(network.forward(input, pool).logits.values, logits.back().values)
        << "without a trace, threads=" << threads;
    EXPECT_EQ(logits.back().values, logits.front().values) << "threads=" << threads;
    EXPECT_EQ(gradients.back().values, gradients.front().values) << "threads=" << threads;
  }
}

// The n-th of `parts` equal parts of the values.
std::vector<float> part(const std::vector<float>& values, int n, int parts) {
  const auto size = static_cast<std::ptrdiff_t>(values.size()) / parts;
  return {values.begin() + n * size, values.begin() + (n + 1) * size};
}

// The larger size goes through the first layers in several groups.
TEST(ResNet18, APhotoInABatchIsComputedAsAlone) {
  const ResNet18 network = random_network(classes, 9);
  ThreadPool pool(max_threads);
  Random random(10);
  for (const Size& size : {Size{3, 40, 48}, Size{5, 144, 160}}) {
    const Tensor batch = random_tensor({size.batch, 3, size.height, size.width}, random);
    const Tensor seeds = random_tensor({size.batch, classes}, random);
    TracePtr trace;
    const Tensor logits = network.forward(batch, pool, trace).logits;
    const Tensor gradient = network.input_backward(*trace, seeds, ReluRule::gradient, pool);
    for (int n = 0; n < size.batch; ++n) {
      const Tensor photo{{1, 3, size.height, size.width}, part(batch.values, n, size.batch)};
      const Tensor seed{{1, classes}, part(seeds.values, n, size.batch)};
      TracePtr alone;
      EXPECT_EQ(network.forward(photo, pool, alone).logits.values, part(logits.values, n, size.batch))
          << text(size) << ", photo " << n;
      EXPECT_EQ(network.input_backward(*alone, seed, ReluRule::gradient, pool).values,
                part(gradient.values, n, size.batch))
          << text(size) << ", photo " << n;
    }
  }
}

TEST(ResNet18, LayerTimesNameEveryConvolutionBothWays) {
  const ResNet18 network = random_network(classes, 9);
  ThreadPool pool(max_threads);
  Random random(10);
  const Tensor batch = random_tensor({2, 3, 64, 64}, random);
  double forward = 0, backward = 0;
  std::set<std::string> layers;
  for (const LayerTime& time : network.layer_times(batch, pool)) {
    EXPECT_GE(time.time_ms, 0) << time.layer;
    (time.direction == LayerTime::Direction::forward ? forward : backward) += time.multiply_adds;
    if (time.multiply_adds > 0) layers.insert(time.layer);
  }
  std::set<std::string> convolutions;
  for (const auto& [name, shape] : resnet18_shapes(classes))
    if (name.ends_with(".weight")) convolutions.insert(name.substr(0, name.rfind('.')));
  EXPECT_EQ(layers, convolutions);
  EXPECT_EQ(forward, backward);
  // A photo of 64 x 64 is worth 64 * 64 / (224 * 224) of the 1.81e9 multiply-adds of one of 224 x 224.
  EXPECT_NEAR(forward, 2 * 1.8139e9 * 64 * 64 / (224 * 224), 0.02 * forward);
}

// The derivative along a direction, for directions over the whole photo and in single corners. A step crosses
// the kinks of some of the network's many ReLUs, and fp32 logits are rounded: together well below this.
constexpr double derivative_tolerance = 1e-2;
constexpr float derivative_step = 1e-3f;

TEST(ResNet18, GradientMatchesFiniteDifferencesOfTheLogits) {
  const ResNet18 network = random_network(classes, 11);
  ThreadPool pool(1);
  Random random(12);
  const Tensor input = random_tensor({1, 3, 32, 37}, random),
               logits_gradient = random_tensor({1, classes}, random);
  TracePtr trace;
  network.forward(input, pool, trace);
  const Tensor gradient = network.input_backward(*trace, logits_gradient, ReluRule::gradient, pool);

  // {first row, first column, rows, columns} of the pixels that move.
  constexpr int areas[][4] = {{0, 0, 32, 37}, {0, 0, 8, 8}, {24, 29, 8, 8}, {0, 29, 8, 8}, {12, 12, 8, 8}};
  for (const auto& area : areas) {
    std::vector<float> direction(input.values.size());
    Tensor above = input, below = input;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      const int y = static_cast<int>(i / 37 % 32), x = static_cast<int>(i % 37);
      const bool moves = y >= area[0] && y < area[0] + area[2] && x >= area[1] && x < area[1] + area[3];
      // Along the gradient's own signs, so that the derivative is large beside the rounding.
      direction[i] = moves ? std::copysign(1.0f, gradient.values[i]) : 0.0f;
      above.values[i] += derivative_step * direction[i];
      below.values[i] -= derivative_step * direction[i];
    }
    const double f_above =
        dot(network.forward(above, pool, Kernels::reference).logits.values, logits_gradient.values);
    const double f_below =
        dot(network.forward(below, pool, Kernels::reference).logits.values, logits_gradient.values);
    const double difference = (f_above - f_below) / (2 * derivative_step),
                 derivative = dot(gradient.values, direction);
    EXPECT_NEAR(difference / derivative, 1, derivative_tolerance)
        << "rows " << area[0] << "+" << area[2] << ", columns " << area[1] << "+" << area[3] << ": "
        << difference << " by differences, " << derivative << " by the gradient";
  }
}

TEST(ResNet18, GivesItsTensorsBackBitForBit) {
  const weights::Tensors given = random_tensors(classes, 15);
  const weights::Tensors back = ResNet18::create(given)->tensors();
  ASSERT_EQ(back.size(), given.size());
  for (const auto& [name, tensor] : given) {
    ASSERT_TRUE(back.contains(name)) << name;
    EXPECT_EQ(back.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(back.at(name).values, tensor.values) << name;
  }
}

void expect_refused(const weights::Tensors& tensors, const std::string& name) {
  const auto network = ResNet18::create(tensors);
  ASSERT_FALSE(network.has_value()) << name;
  EXPECT_EQ(network.error().code, ErrorCode::weights_damaged);
  EXPECT_NE(network.error().message.find(name), std::string::npos) << network.error().message;
}

TEST(ResNet18, CreateNamesTheTensorItRefuses) {
  const weights::Tensors good = random_tensors(classes, 13);
  weights::Tensors tensors = good;
  tensors.erase("layer2.0.downsample.bias");
  expect_refused(tensors, "layer2.0.downsample.bias");

  tensors = good;
  tensors["bn1.weight"] = {{64}, std::vector<float>(64)};
  expect_refused(tensors, "bn1.weight");

  tensors = good;
  tensors["layer1.1.conv2.weight"].shape = {64, 64, 9};
  expect_refused(tensors, "layer1.1.conv2.weight");

  tensors = good;
  tensors["layer4.0.conv1.bias"].values.pop_back();
  expect_refused(tensors, "layer4.0.conv1.bias");

  tensors = good;
  tensors["fc.bias"] = {{0}, {}};
  expect_refused(tensors, "fc.bias");

  tensors = good;
  tensors["fc.bias"] = {{classes + 1}, std::vector<float>(classes + 1)};
  expect_refused(tensors, "fc.weight");

  tensors.erase("fc.bias");
  expect_refused(tensors, "fc.bias");
  expect_refused({}, "fc.bias");
}

}  // namespace
}  // namespace deepcars::nn
