// Methods whose values add up to something, and what they add up to.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>

#include "shared/explain/class_activation.h"
#include "shared/explain/integrated_gradients.h"
#include "shared/explain/shapley_tiles.h"
#include "tests/explain/random_photo.h"

namespace deepcars::explain {
namespace {

using Kind = Target::Kind;

// Logits of some units, sums of some hundred fp32 numbers.
constexpr double rounding_tolerance = 1e-5;

const std::vector<Target> bucket_targets = {
    {.kind = Kind::top_class},
    {.kind = Kind::given_class, .class_index = 2},
    {.kind = Kind::difference, .class_index = 0, .other_index = 3},
};

double sum_of(const auto& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(Cam, TilesAndTheLastBiasAddUpToTheLogit) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(96, 51, pool);
  const std::vector<float> bias = photo.network().last_bias();
  for (const Target& target : bucket_targets) {
    const Subject subject = photo.subject(target);
    const Explained explained = AnsweredPhoto::finish(*begin_cam(subject, {}), pool);
    EXPECT_EQ(explained.tiles->rows, 3);
    EXPECT_NEAR(sum_of(explained.tiles->values) + subject.target.value(bias),
                subject.target.value(subject.logits), rounding_tolerance)
        << name(target);
    EXPECT_LE(explained.completeness->gap(), rounding_tolerance) << name(target);
  }
}

TEST(IntegratedGradients, TheGapGetsSmallWithMorePoints) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(64, 52, pool);
  for (const Target& target : {bucket_targets[1], Target{.kind = Kind::expected_year}}) {
    const double expected =
        photo.value_of(photo.input().values, target, pool) -
        photo.value_of(filled(photo.input().values, photo.spec(), Fill::blurred), target, pool);
    const auto with_points = [&](int points) {
      const Explained explained = photo.explain(*find_method("integrated-gradients"), target,
                                                {.samples = points, .fill = Fill::blurred}, pool);
      EXPECT_NEAR(explained.completeness->expected, expected, rounding_tolerance) << name(target);
      EXPECT_NEAR(explained.completeness->sum, sum_of(explained.map.values), 1e-3 * std::abs(expected));
      return explained.completeness->gap();
    };
    const double coarse = with_points(1),
                 fine = with_points(find_method("integrated-gradients")->default_samples);
    EXPECT_LT(fine, coarse) << name(target);
    EXPECT_LT(fine, 0.02 * std::abs(expected)) << name(target) << ", of " << expected;
  }
}

TEST(ShapleyTiles, AddUpAfterEachWholePermutation) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(40, 53, pool);
  constexpr int side = 3;
  for (const Target& target : {bucket_targets[2], Target{.kind = Kind::expected_year}}) {
    const double expected =
        photo.value_of(photo.input().values, target, pool) -
        photo.value_of(filled(photo.input().values, photo.spec(), Fill::mean_color), target, pool);
    const Subject subject = photo.subject(target);
    const auto explanation =
        begin_shapley_tiles(subject, {.seed = 1, .samples = 2, .fill = Fill::mean_color}, side);
    for (int permutation = 1; permutation <= 4; ++permutation) {
      for (int row = 0; row < side; ++row) explanation->step(pool);
      const Explained explained = explanation->so_far();
      EXPECT_NEAR(sum_of(explained.tiles->values), expected, rounding_tolerance)
          << name(target) << ", permutation " << permutation;
      EXPECT_NEAR(explained.completeness->expected, expected, rounding_tolerance);
      EXPECT_LE(explained.completeness->gap(), rounding_tolerance);
    }
    EXPECT_TRUE(explanation->is_finished());
    // Every pixel has the value of its tile: 13, 13 and 14 pixels on a side.
    const Explained explained = explanation->so_far();
    EXPECT_EQ(explained.map.values[12 * 40 + 13], static_cast<float>(explained.tiles->values[1]));
    EXPECT_EQ(explained.map.values[39 * 40 + 39], static_cast<float>(explained.tiles->values[8]));
  }
}

}  // namespace
}  // namespace deepcars::explain
