#include "shared/measure/curve_trial.h"

#include <gtest/gtest.h>

#include <limits>

#include "shared/measure/baseline_maps.h"
#include "tests/measure/drawn_photos.h"
#include "tests/random_model.h"
#include "tests/thread_counts.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48, kSteps = 3;

class CurveTrialTest : public ::testing::Test {
 protected:
  explain::HeatMap map(const explain::Target& target) {
    return model_.explain(prediction_, *explain::find_method("signed-gradient"), target, pool_)->map;
  }

  std::vector<TestedCurves> finish(CurveTrial& trial, nn::ThreadPool& pool) {
    while (!trial.is_finished()) trial.step(pool);
    return trial.so_far();
  }

  nn::ThreadPool pool_{testing::max_threads};
  CarModel model_ = std::move(*CarModel::load(
      *weights::write_model_file(testing::random_model(kClasses, kSizePx, 3), weights::Storage::fp32)));
  Prediction prediction_ = model_.predict_traced(square_on_slope(kSizePx, 8), pool_);
};

TEST_F(CurveTrialTest, DrawsThePointsOfOneMapAfterTheOther) {
  const explain::Target target{.kind = explain::Target::Kind::expected_year};
  CurveTrial trial(model_, prediction_, map(target), target, {.steps = kSteps});
  EXPECT_EQ(trial.steps(), 1 + 4 * 2 * (kSteps - 1));
  for (const TestedCurves& curves : trial.so_far()) EXPECT_TRUE(curves.deletion.empty());
  trial.step(pool_);
  trial.step(pool_);
  EXPECT_EQ(trial.so_far()[0].deletion.size(), 2u);
  EXPECT_EQ(trial.so_far()[0].insertion.size(), 1u);
  EXPECT_TRUE(trial.so_far()[1].deletion.empty());

  const std::vector<TestedCurves> maps = finish(trial, pool_);
  ASSERT_EQ(maps.size(), 4u);
  EXPECT_EQ(maps[0].name, "");
  for (const TestedCurves& curves : maps) {
    ASSERT_EQ(curves.deletion.size(), static_cast<std::size_t>(trial.points())) << curves.name;
    ASSERT_EQ(curves.insertion.size(), static_cast<std::size_t>(trial.points())) << curves.name;
    EXPECT_EQ(curves.deletion.front(), 1) << curves.name;
    EXPECT_EQ(curves.insertion.back(), 1) << curves.name;
    EXPECT_EQ(curves.deletion.back(), curves.insertion.front()) << curves.name;
    EXPECT_DOUBLE_EQ(curves.deletion_area, area_under_curve(curves.deletion)) << curves.name;
    EXPECT_DOUBLE_EQ(curves.insertion_area, area_under_curve(curves.insertion)) << curves.name;
    if (!curves.name.empty()) {
      EXPECT_TRUE(find_baseline_map(curves.name)->must_be_beaten) << curves.name;
    }
  }
}

TEST_F(CurveTrialTest, DoesNotDependOnThreads) {
  std::vector<double> deletion;
  for (const int threads : testing::thread_counts) {
    nn::ThreadPool pool(threads);
    CurveTrial trial(model_, prediction_, map({}), {}, {.steps = kSteps});
    const std::vector<double> found = finish(trial, pool).front().deletion;
    if (deletion.empty()) deletion = found;
    EXPECT_EQ(found, deletion) << threads << " threads";
  }
}

TestedCurves with_areas(std::string_view name, double deletion, double insertion) {
  return {.name = name, .deletion_area = deletion, .insertion_area = insertion};
}

TEST(CurveVerdict, PassesAMapThatIsAheadOfAllByBothMeasures) {
  const std::string text =
      verdict_text({with_areas("", 0.1, 0.9), with_areas("random-blobs", 0.4, 0.6),
                    with_areas("edges", 0.2, 0.7), with_areas("centre-x-edges", 0.3, 0.8)});
  EXPECT_NE(text.find("the map passes"), std::string::npos) << text;
  EXPECT_NE(text.find("random blobs, edges and edges near the centre"), std::string::npos) << text;
}

TEST(CurveVerdict, NamesWhatAMapIsNotAheadOf) {
  const std::string text = verdict_text(
      {with_areas("", 0.1, 0.65), with_areas("random-blobs", 0.4, 0.6), with_areas("edges", 0.2, 0.7)});
  EXPECT_NE(text.find("not ahead, by both measures, of edges, which"), std::string::npos) << text;
}

TEST(CurveVerdict, DoesNotPassAMapWhoseAreaIsNotANumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const TestedCurves& curves : {with_areas("", nan, 0.9), with_areas("", 0.1, nan)}) {
    const std::string text = verdict_text({curves, with_areas("edges", 0.2, 0.7)});
    EXPECT_NE(text.find("does not pass"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace deepcars::measure
