#include "native/measure/saliency_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "shared/nn/resnet18_topology.h"
#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48;
constexpr double kRounding = 1e-6;

bool go_on(std::int64_t) { return true; }

class SaliencyEvaluationTest : public ::testing::Test {
 protected:
  /// Two drawn inputs: a bright square on a slope.
  static std::vector<std::vector<float>> inputs() {
    std::vector<std::vector<float>> inputs;
    for (const int first : {8, 20}) {
      std::vector<float> input;
      for (int i = 0; i < 3 * kSizePx * kSizePx; ++i) {
        const int x = i % kSizePx, y = i / kSizePx % kSizePx;
        const bool inside = x >= first && x < first + 16 && y >= 16 && y < 32;
        input.push_back(inside ? 2.0f : static_cast<float>(x - y) / kSizePx);
      }
      inputs.push_back(input);
    }
    return inputs;
  }

  static CarModel load(const weights::ModelFile& file) {
    return std::move(*CarModel::load(*weights::write_model_file(file, weights::Storage::fp32)));
  }

  std::optional<SanityCheck> check(const std::vector<CascadeStage>& stages) {
    const auto photos = explain_photos(model_.network(), model_.metadata(), inputs(), pool_, go_on);
    return sanity_check(file_.tensors, stages, photos, 1, pool_, go_on).value();
  }

  nn::ThreadPool pool_{2};
  weights::ModelFile file_ = testing::random_model(kClasses, kSizePx, 3);
  CarModel model_ = load(file_);
};

TEST_F(SaliencyEvaluationTest, RandomisingNothingChangesNothing) {
  const auto sanity = check({{"nothing", {}}});
  ASSERT_TRUE(sanity);
  EXPECT_EQ(sanity->same_top_class, (std::vector<double>{1}));
  for (const MethodSanity& method : sanity->methods) {
    EXPECT_NEAR(method.stages[0].rank_correlation.mean, 1, kRounding) << explain::name(method.method);
    EXPECT_NEAR(method.stages[0].structural_similarity.mean, 1, kRounding);
    EXPECT_EQ(method.verdict(), Verdict::fails);
  }
  EXPECT_NEAR(sanity->methods[1].stages[0].signed_rank_correlation->mean, 1, kRounding);
}

TEST_F(SaliencyEvaluationTest, RandomisingEverythingChangesEveryMap) {
  const auto sanity = check(resnet18_cascade());
  ASSERT_TRUE(sanity);
  for (const MethodSanity& method : sanity->methods) {
    ASSERT_EQ(method.stages.size(), 10u);
    EXPECT_LT(method.stages.back().rank_correlation.mean, 0.8) << explain::name(method.method);
    EXPECT_LT(method.stages.back().rank_correlation.mean, method.stages.front().rank_correlation.mean);
  }
}

TEST(Cascade, GoesFromTheLastLayerToTheStemAndMeetsEveryTensorOnce) {
  const auto stages = resnet18_cascade();
  std::vector<std::string> names;
  std::multiset<std::string> tensors;
  for (const CascadeStage& stage : stages) {
    names.push_back(stage.name);
    tensors.insert(stage.tensors.begin(), stage.tensors.end());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"fc", "layer4.1", "layer4.0", "layer3.1", "layer3.0", "layer2.1",
                                             "layer2.0", "layer1.1", "layer1.0", "conv1"}));
  std::multiset<std::string> all;
  for (const auto& [name, shape] : nn::resnet18_shapes(kClasses)) all.insert(name);
  EXPECT_EQ(tensors, all);
}

TEST(Cascade, RandomWeightsHaveHesVarianceAndBiasesAreZero) {
  auto tensors = testing::random_model(kClasses, kSizePx, 3).tensors;
  const auto before = tensors;
  const CascadeStage stage = resnet18_cascade()[2];
  ASSERT_EQ(stage.name, "layer4.0");
  randomise(stage, 1, tensors);
  double squares = 0;
  const auto& values = tensors.at("layer4.0.conv2.weight").values;
  for (const float value : values) squares += static_cast<double>(value) * value;
  EXPECT_NEAR(squares / static_cast<double>(values.size()) * (512 * 9) / 2, 1, 0.01);
  for (const float value : tensors.at("layer4.0.conv1.bias").values) EXPECT_EQ(value, 0);
  EXPECT_NE(tensors.at("layer4.0.downsample.weight").values, before.at("layer4.0.downsample.weight").values);
  EXPECT_EQ(tensors.at("layer4.1.conv1.weight").values, before.at("layer4.1.conv1.weight").values);

  auto again = before, other = before;
  randomise(stage, 1, again);
  randomise(stage, 2, other);
  EXPECT_EQ(again.at("layer4.0.conv2.weight").values, values);
  EXPECT_NE(other.at("layer4.0.conv2.weight").values, values);
}

MethodSanity with_correlations(const std::vector<double>& correlations) {
  MethodSanity method{explain::Method::gradient, {}};
  for (const double correlation : correlations) method.stages.push_back({{correlation, {}}, {}, {}});
  return method;
}

TEST(Verdict, FailsAMapThatTheWeightsHardlyTouch) {
  EXPECT_EQ(with_correlations({0.4, 0.2, 0.1}).verdict(), Verdict::passes);
  EXPECT_EQ(with_correlations({0.9, 0.8, 0.1}).verdict(), Verdict::fails_in_part);
  EXPECT_EQ(with_correlations({0.1, 0.1, 0.6}).verdict(), Verdict::fails);
}

TEST_F(SaliencyEvaluationTest, MeasuresEveryMapAndTellsOfEveryPass) {
  const SaliencyOptions options{.steps = 5, .seed = 9};
  std::int64_t passes = 0;
  const auto count = [&](std::int64_t more) {
    passes += more;
    return true;
  };
  const auto result = evaluate_saliency(model_, file_.tensors, inputs(), options, pool_, count).value();
  ASSERT_TRUE(result);
  EXPECT_EQ(passes, saliency_passes(2, options));
  ASSERT_EQ(result->curves.size(), 5u);
  const double whole = result->curves[0].deletion.probability.front().mean;
  for (const MapCurves& map : result->curves) {
    ASSERT_EQ(map.deletion.probability.size(), 6u) << map.map;
    // All curves lead from one of the same two pictures to the other.
    EXPECT_NEAR(map.deletion.probability.front().mean, whole, kRounding);
    EXPECT_NEAR(map.insertion.probability.back().mean, whole, kRounding);
    EXPECT_NEAR(map.insertion.probability.front().mean, map.deletion.probability.back().mean, kRounding);
    EXPECT_NEAR(map.deletion.year_change_years.front().mean, 0, 1e-2) << map.map;
  }
  EXPECT_EQ(result->curves[3].map, "random");
  EXPECT_EQ(result->curves[3].deletion.area_minus_random.mean, 0);
}

TEST_F(SaliencyEvaluationTest, StopsWhereverItIsTold) {
  const SaliencyOptions options{.steps = 1, .seed = 9};
  // Within the first maps, within the sanity check, within the curves.
  for (const std::int64_t limit : {1, 20, 75}) {
    std::int64_t passes = 0;
    const auto stop = [&](std::int64_t more) { return (passes += more) < limit; };
    const auto result = evaluate_saliency(model_, file_.tensors, inputs(), options, pool_, stop);
    ASSERT_TRUE(result);
    EXPECT_FALSE(*result) << limit;
    EXPECT_LT(passes, saliency_passes(2, options));
  }
}

TEST_F(SaliencyEvaluationTest, WithoutPhotosOrStepsIsAnError) {
  for (const auto& [photos, steps] : {std::pair{0, 4}, std::pair{2, 0}}) {
    auto some = inputs();
    some.resize(static_cast<std::size_t>(photos));
    const auto result =
        evaluate_saliency(model_, file_.tensors, some, {.steps = steps, .seed = 9}, pool_, go_on);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace deepcars::measure
