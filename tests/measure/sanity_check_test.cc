#include "native/measure/sanity_check.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/measure/drawn_photos.h"
#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48;
constexpr double kRounding = 1e-6;

bool go_on(std::int64_t) { return true; }

class SanityCheckTest : public ::testing::Test {
 protected:
  SanityCheckTest() {
    for (const char* name : {"gradient", "signed-gradient", "guided-backpropagation"})
      methods_.push_back(explain::find_method(name));
  }

  /// What photo_sanity finds for two drawn photos at each stage.
  SanityCheck check(const std::vector<CascadeStage>& stages) {
    RandomisedModel randomised(model_);
    std::vector<std::vector<PhotoSanity>> by_stage;
    for (const CascadeStage& stage : stages) {
      randomised.randomise(stage, 1);
      const CarModel model = std::move(*randomised.load(pool_));
      by_stage.emplace_back();
      for (const int first : {8, 20}) {
        const image::Image picture = square_on_slope(kSizePx, first);
        const PhotoToExplain photo = photo_to_explain(model_, picture, pool_);
        const int bucket = photo.prediction.score.top_class;
        const auto originals = bucket_maps(model_, photo, methods_, bucket, pool_, go_on).value().value();
        by_stage.back().push_back(
            photo_sanity(model, picture, methods_, bucket, originals, pool_, go_on).value().value());
      }
    }
    return summarise(stages, methods_, by_stage);
  }

  nn::ThreadPool pool_{2};
  weights::ModelFile file_ = testing::random_model(kClasses, kSizePx, 3);
  CarModel model_ = std::move(*CarModel::load(*weights::write_model_file(file_, weights::Storage::fp32)));
  std::vector<const explain::Method*> methods_;
};

TEST_F(SanityCheckTest, RandomisingNothingChangesNothing) {
  const SanityCheck sanity = check({{.name = "nothing", .label = "", .convolutions = {}}});
  EXPECT_EQ(sanity.photos, 2u);
  EXPECT_EQ(sanity.same_top_class, (std::vector<double>{1}));
  ASSERT_EQ(sanity.methods.size(), methods_.size());
  for (const MethodSanity& method : sanity.methods) {
    EXPECT_NEAR(method.stages[0].rank_correlation.mean, 1, kRounding) << method.method->name;
    EXPECT_NEAR(method.stages[0].structural_similarity.mean, 1, kRounding);
    EXPECT_EQ(method.verdict(), Verdict::fails);
    EXPECT_EQ(method.stages[0].signed_rank_correlation.has_value(), method.method->is_signed);
  }
}

TEST_F(SanityCheckTest, RandomisingEverythingChangesEveryMap) {
  const SanityCheck sanity = check(resnet18_cascade(kClasses));
  for (const MethodSanity& method : sanity.methods) {
    ASSERT_EQ(method.stages.size(), 10u);
    EXPECT_LT(method.stages.back().rank_correlation.mean, 0.8) << method.method->name;
    EXPECT_LT(method.stages.back().rank_correlation.mean, method.stages.front().rank_correlation.mean);
  }
}

TEST_F(SanityCheckTest, TellsOfItsPassesAndStopsWhenItIsTold) {
  const PhotoToExplain photo = photo_to_explain(model_, square_on_slope(kSizePx, 8), pool_);
  std::int64_t passes = 0;
  const auto count = [&](std::int64_t more) {
    passes += more;
    return true;
  };
  ASSERT_TRUE(bucket_maps(model_, photo, methods_, 0, pool_, count).value());
  EXPECT_EQ(passes, expected_sanity_passes(methods_));
  EXPECT_FALSE(bucket_maps(model_, photo, methods_, 0, pool_, [](std::int64_t) { return false; }).value());
}

TEST_F(SanityCheckTest, ABucketThatTheModelLacksIsAnError) {
  const PhotoToExplain photo = photo_to_explain(model_, square_on_slope(kSizePx, 8), pool_);
  const auto maps = bucket_maps(model_, photo, methods_, kClasses, pool_, go_on);
  ASSERT_FALSE(maps);
  EXPECT_EQ(maps.error().code, ErrorCode::invalid_argument);
}

MethodSanity with_correlations(const std::vector<double>& correlations) {
  MethodSanity method{explain::find_method("gradient"), {}};
  for (const double correlation : correlations) method.stages.push_back({{correlation, {}}, {}, {}});
  return method;
}

TEST(Verdict, FailsAMapThatTheWeightsHardlyTouch) {
  EXPECT_EQ(with_correlations({0.4, 0.2, 0.1}).verdict(), Verdict::passes);
  EXPECT_EQ(with_correlations({0.9, 0.8, 0.1}).verdict(), Verdict::fails_in_part);
  EXPECT_EQ(with_correlations({0.1, 0.1, 0.6}).verdict(), Verdict::fails);
}

TEST(Verdict, FailsAMapWhoseSimilarityIsNotANumber) {
  EXPECT_EQ(with_correlations({0.1, std::numeric_limits<double>::quiet_NaN()}).verdict(), Verdict::fails);
}

}  // namespace
}  // namespace deepcars::measure
