#include "shared/measure/randomisation_trial.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

#include "shared/measure/rank_correlation.h"
#include "tests/measure/drawn_photos.h"
#include "tests/random_model.h"
#include "tests/thread_counts.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48;

class RandomisationTrialTest : public ::testing::Test {
 protected:
  std::unique_ptr<RandomisationTrial> begin(const explain::HeatMap& map) {
    return *RandomisationTrial::begin(model_, bytes_, prediction_, {map, method_, {}}, 1);
  }

  nn::ThreadPool pool_{testing::max_threads};
  weights::ModelFile file_ = testing::random_model(kClasses, kSizePx, 3);
  std::vector<std::uint8_t> bytes_ = *weights::write_model_file(file_, weights::Storage::fp32);
  CarModel model_ = std::move(*CarModel::load(bytes_));
  Prediction prediction_ = model_.predict_traced(square_on_slope(kSizePx, 8), pool_);
  const explain::Method& method_ = *explain::find_method("gradient");
  explain::HeatMap map_ = model_.explain(prediction_, method_, {}, pool_)->map;
};

// What `deepcars evaluate` does: a network of its own for each stage, loaded from a file with random tensors.
TEST_F(RandomisationTrialTest, RedrawsTheMapsOfNetworksThatAreLoadedRandom) {
  const auto trial = begin(map_);
  const auto stages = resnet18_cascade(kClasses);
  ASSERT_EQ(trial->steps(), static_cast<int>(stages.size()));
  const explain::Target bucket{.kind = explain::Target::Kind::given_class,
                               .class_index = prediction_.score.top_class};
  for (std::size_t s = 0; s < stages.size(); ++s) {
    ASSERT_TRUE(trial->step(pool_));
    EXPECT_EQ(trial->so_far().stage, s);
    randomise(stages[s], 1, file_.tensors);
    if (s != 0 && s != 2 && s + 1 != stages.size()) continue;  // A file costs time.
    const CarModel loaded =
        std::move(*CarModel::load(*weights::write_model_file(file_, weights::Storage::fp32)));
    const Prediction answer = loaded.predict_traced(square_on_slope(kSizePx, 8), pool_);
    const explain::HeatMap expected = loaded.explain(answer, method_, bucket, pool_)->map;
    EXPECT_EQ(trial->so_far().map.values, expected.values) << stages[s].name;
    EXPECT_EQ(trial->rank_correlations()[s], absolute_rank_correlation(map_, expected)) << stages[s].name;
  }
  EXPECT_TRUE(trial->is_finished());
}

TEST_F(RandomisationTrialTest, GivesTheTrainingBackWhereverItStops) {
  for (const int steps : {0, 3}) {
    {
      const auto trial = begin(map_);
      for (int step = 0; step < steps; ++step) ASSERT_TRUE(trial->step(pool_));
      if (steps != 0) {
        EXPECT_NE(model_.explain(prediction_, method_, {}, pool_)->map.values, map_.values);
      }
    }
    const auto tensors = model_.network().tensors();
    for (const auto& [name, tensor] : file_.tensors)
      EXPECT_EQ(tensors.at(name).values, tensor.values) << name;
    EXPECT_EQ(model_.explain(prediction_, method_, {}, pool_)->map.values, map_.values);
  }
}

TEST_F(RandomisationTrialTest, DrawsAMapOfManyStepsInAsMany) {
  const explain::Method& slow = *explain::find_method("smooth-grad");
  const auto trial = *RandomisationTrial::begin(model_, bytes_, prediction_, {map_, slow, {}});
  const int each = (*model_.begin_explanation(prediction_, slow, {}))->steps();
  EXPECT_EQ(trial->steps(), 10 * each);
  for (int step = 1; step <= each; ++step) {
    ASSERT_TRUE(trial->step(pool_));
    EXPECT_EQ(trial->so_far().stage, 0u);
    EXPECT_EQ(trial->so_far().rank_correlation.has_value(), step == each) << step;
  }
  EXPECT_EQ(trial->steps_done(), each);
}

TEST_F(RandomisationTrialTest, TheFileOfAnotherModelIsAnError) {
  weights::ModelFile other = file_;
  other.metadata.id = "another";
  const auto bytes = *weights::write_model_file(other, weights::Storage::fp32);
  const auto trial = RandomisationTrial::begin(model_, bytes, prediction_, {map_, method_, {}});
  ASSERT_FALSE(trial);
  EXPECT_EQ(trial.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(RandomisationTrial::begin(model_, {1, 2, 3}, prediction_, {map_, method_, {}}));
}

TEST(RandomisationVerdict, FailsAMapThatTheWeightsHardlyTouch) {
  const auto text = [](std::vector<double> correlations) { return verdict_text(correlations); };
  EXPECT_NE(text({0.4, 0.2, 0.06}).find("The map passes: "), std::string::npos);
  EXPECT_NE(text({0.4, 0.2, 0.06}).find("is 0.22 on average"), std::string::npos);
  EXPECT_NE(text({0.9, 0.8, 0.1}).find("passes in part"), std::string::npos);
  EXPECT_NE(text({0.1, 0.1, 0.6}).find("does not pass"), std::string::npos);
  EXPECT_NE(text({0.1, std::numeric_limits<double>::quiet_NaN()}).find("does not pass"), std::string::npos);
}

}  // namespace
}  // namespace deepcars::measure
