// The fast pooling layers against their references, and the rule for equal maxima.
#include "shared/nn/pooling.h"

#include <gtest/gtest.h>

#include "shared/nn/reference_kernels.h"
#include "tests/nn/kernel_check.h"

namespace deepcars::nn {
namespace {

struct Case {
  std::uint64_t seed;
  int batch, height, width, channels, border;
  std::string text() const {
    return case_text(seed, {{"N", batch}, {"H", height}, {"W", width}, {"C", channels}, {"border", border}});
  }
  std::size_t in_count() const { return static_cast<std::size_t>(batch) * height * width * channels; }
  std::size_t out_count() const {
    return static_cast<std::size_t>(batch) * max_pool_size(height) * max_pool_size(width) * channels;
  }
};

Case random_case(std::uint64_t seed) {
  Random random(seed);
  return {seed,
          random.between(1, 3),
          random.between(1, 15),
          random.between(1, 15),
          random.between(1, 40),
          random.between(0, 2)};
}

constexpr int random_cases = 60;

// Few different values, so that many windows have equal maxima.
std::vector<float> values_with_ties(const Case& test) {
  Random random(test.seed);
  std::vector<float> values(test.in_count());
  for (float& v : values) v = static_cast<float>(random.between(-2, 2));
  return values;
}

TEST(MaxPool, ForwardMatchesReferenceAlsoOnTies) {
  ThreadPool pool(max_threads);
  for (int i = 0; i < random_cases; ++i) {
    const Case test = random_case(100 + i);
    const std::vector<float> in = values_with_ties(test);
    std::vector<float> expected(test.out_count());
    std::vector<std::uint8_t> expected_places(expected.size()), places(expected.size());
    reference::max_pool_forward(test.batch, test.height, test.width, test.channels, in.data(),
                                expected.data(), expected_places.data());

    const FeatureMap map = to_map(in, test.batch, test.height, test.width, test.channels, test.border);
    FeatureMap out(test.batch, max_pool_size(test.height), max_pool_size(test.width), test.channels,
                   test.border);
    max_pool_forward(map, out, places.data(), pool);
    EXPECT_EQ(from_map(out), expected) << test.text();
    EXPECT_EQ(places, expected_places) << test.text();
    max_pool_forward(map, out, nullptr, pool);
    EXPECT_EQ(from_map(out), expected) << test.text() << " without places";
  }
}

TEST(MaxPool, InputBackwardMatchesReference) {
  ThreadPool pool(max_threads);
  for (int i = 0; i < random_cases; ++i) {
    const Case test = random_case(300 + i);
    const std::vector<float> in = values_with_ties(test);
    std::vector<float> out(test.out_count()), expected(test.in_count());
    std::vector<std::uint8_t> places(out.size());
    reference::max_pool_forward(test.batch, test.height, test.width, test.channels, in.data(), out.data(),
                                places.data());
    const std::vector<float> gradient = Random(test.seed).values(out.size());
    reference::max_pool_input_backward(test.batch, test.height, test.width, test.channels, places.data(),
                                       gradient.data(), expected.data());

    const FeatureMap map = to_map(gradient, test.batch, max_pool_size(test.height), max_pool_size(test.width),
                                  test.channels, test.border);
    FeatureMap in_gradient(test.batch, test.height, test.width, test.channels, test.border);
    max_pool_input_backward(places.data(), map, in_gradient, pool);
    EXPECT_TRUE(close(expected, from_map(in_gradient), rounding_tolerance, test.text()));
  }
}

TEST(MaxPool, TheFirstOfEqualMaximaWins) {
  const std::vector<float> in(5 * 5, 7.0f);
  std::vector<float> out(3 * 3);
  std::vector<std::uint8_t> places(out.size());
  reference::max_pool_forward(1, 5, 5, 1, in.data(), out.data(), places.data());
  // Windows at the top and left edges begin outside the input, where nothing is a maximum.
  EXPECT_EQ(places, (std::vector<std::uint8_t>{4, 3, 3, 1, 0, 0, 1, 0, 0}));
}

TEST(GlobalAveragePool, MatchesReference) {
  for (int i = 0; i < random_cases; ++i) {
    const Case test = random_case(500 + i);
    Random random(test.seed);
    const auto in = random.values(test.in_count()), gradient = random.values(test.batch * test.channels);
    std::vector<float> expected(test.batch * test.channels), expected_gradient(in.size());
    reference::global_average_pool_forward(test.batch, test.height, test.width, test.channels, in.data(),
                                           expected.data());
    reference::global_average_pool_input_backward(test.batch, test.height, test.width, test.channels,
                                                  gradient.data(), expected_gradient.data());

    FeatureMap map = to_map(in, test.batch, test.height, test.width, test.channels, test.border);
    FeatureMap out(test.batch, 1, 1, test.channels, 0);
    global_average_pool_forward(map, out);
    EXPECT_TRUE(close(expected, from_map(out), rounding_tolerance, test.text()));
    global_average_pool_input_backward(to_map(gradient, test.batch, 1, 1, test.channels, 0), map);
    EXPECT_TRUE(close(expected_gradient, from_map(map), rounding_tolerance, test.text()));
  }
}

}  // namespace
}  // namespace deepcars::nn
