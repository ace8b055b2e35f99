// What holds for every method of the table.
#include "shared/explain/explanation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "tests/explain/random_photo.h"
#include "tests/thread_counts.h"

namespace deepcars::explain {
namespace {

constexpr int size_px = 48;  // The smallest at which the last stage has more than one tile.
const Target expected_year{.kind = Target::Kind::expected_year};

/// Few samples, so that the whole table takes seconds.
MethodOptions with_samples(int samples, const Method& method, std::uint64_t seed = 5) {
  return {.seed = seed, .samples = method.default_samples == 0 ? 0 : samples};
}

bool draws_samples(const Method& method) {
  return method.default_samples > 0 && method.name != "integrated-gradients";
}

/// Whether a map can be shown at all.
void expect_sound(const Explained& explained, const Method& method, const std::string& when) {
  const HeatMap& map = explained.map;
  EXPECT_EQ(map.width_px, size_px) << when;
  EXPECT_EQ(map.height_px, size_px) << when;
  EXPECT_EQ(map.is_signed, method.is_signed) << when;
  ASSERT_EQ(map.values.size(), static_cast<std::size_t>(size_px * size_px)) << when;
  EXPECT_TRUE(std::ranges::all_of(map.values, [](float v) { return std::isfinite(v); })) << when;
  if (!method.is_signed) {
    EXPECT_GE(*std::ranges::min_element(map.values), 0) << when;
  }
  if (explained.tiles) {
    const Tiles& tiles = *explained.tiles;
    EXPECT_EQ(tiles.values.size(), static_cast<std::size_t>(tiles.rows * tiles.columns)) << when;
    EXPECT_TRUE(std::ranges::all_of(tiles.values, [](double v) { return std::isfinite(v); })) << when;
    EXPECT_TRUE(tiles.standard_errors.empty() || tiles.standard_errors.size() == tiles.values.size()) << when;
    EXPECT_TRUE(std::ranges::all_of(tiles.standard_errors, [](double v) { return v >= 0; })) << when;
  }
  if (explained.standard_error) {
    EXPECT_GE(*explained.standard_error, 0) << when;
  }
  if (explained.completeness) {
    EXPECT_TRUE(std::isfinite(explained.completeness->gap())) << when;
  }
}

class EveryMethod : public ::testing::TestWithParam<Method> {
 protected:
  nn::ThreadPool pool_{1};
  AnsweredPhoto photo_ = random_photo(size_px, 41, pool_);
};

TEST_P(EveryMethod, HasAMapAfterEachStep) {
  const Method& method = GetParam();
  const Subject subject = photo_.subject(expected_year);
  const auto explanation = method.begin(subject, with_samples(2, method));
  EXPECT_EQ(explanation->steps_done(), 0);
  EXPECT_EQ(explanation->passes(), 0);
  const int steps = explanation->steps();
  ASSERT_GT(steps, 0);
  for (int step = 1; step <= steps; ++step) {
    ASSERT_FALSE(explanation->is_finished()) << "before step " << step << " of " << steps;
    const std::int64_t passes = explanation->passes();
    explanation->step(pool_);
    EXPECT_EQ(explanation->steps_done(), step);
    EXPECT_GT(explanation->passes(), passes) << "in step " << step;
    expect_sound(explanation->so_far(), method, "after step " + std::to_string(step));
  }
  EXPECT_TRUE(explanation->is_finished());
  EXPECT_EQ(explanation->steps(), steps);
  const std::vector<float> map = explanation->so_far().map.values;
  EXPECT_GT(*std::ranges::max_element(map), *std::ranges::min_element(map)) << "the map is flat";
}

TEST_P(EveryMethod, DrawsTheSameForTheSameSeedHoweverManyThreads) {
  const Method& method = GetParam();
  const auto map = [&](std::uint64_t seed, int threads) {
    nn::ThreadPool pool(threads);
    return photo_.explain(method, expected_year, with_samples(1, method, seed), pool).map.values;
  };
  const std::vector<float> first = map(5, 1);
  for (const int threads : testing::thread_counts) {
    if (threads > 1) {
      EXPECT_EQ(map(5, threads), first) << threads << " threads";
    }
  }
  if (draws_samples(method)) {
    EXPECT_EQ(map(5, 1), first) << "drawn again";
    EXPECT_NE(map(6, 1), first) << "with another seed";
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod, ::testing::ValuesIn(methods().begin(), methods().end()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(MethodsWithAFill, GiveNothingToAPhotoThatIsTheFill) {
  nn::ThreadPool pool(1);
  weights::ModelFile file = testing::random_model(random_classes, size_px, 42);
  const std::vector<float> black =
      filled(std::vector<float>(3 * size_px * size_px), file.metadata.input, Fill::black);
  const AnsweredPhoto photo(nn::ResNet18::create(file.tensors).value(), std::move(file.metadata),
                            {{1, 3, size_px, size_px}, black}, pool);
  for (const char* name : {"gradient-times-input", "smooth-times-input", "integrated-gradients", "occlusion",
                           "rise", "shapley-tiles"}) {
    MethodOptions options = with_samples(1, *find_method(name));
    options.fill = Fill::black;
    const std::vector<float> map = photo.explain(*find_method(name), {}, options, pool).map.values;
    EXPECT_EQ(map, std::vector<float>(map.size(), 0.0f)) << name;
  }
}

}  // namespace
}  // namespace deepcars::explain
