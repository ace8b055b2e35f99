#include "native/measure/photo_curves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "shared/measure/baseline_maps.h"
#include "shared/measure/curve_trial.h"
#include "tests/measure/drawn_photos.h"
#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

using Kind = explain::Target::Kind;

constexpr int kClasses = 4, kSizePx = 48, kSteps = 3;
/// Maps are drawn with the portable kernels, states are scored with the fast ones.
constexpr double kKernelRounding = 1e-4;

bool go_on(std::int64_t) { return true; }

class PhotoCurvesTest : public ::testing::Test {
 protected:
  Expected<std::optional<PhotoCurves>> curves(const CurveOptions& options, const PassesDone& passes_done,
                                              int first = 8) {
    return photo_curves(model_, photo_to_explain(model_, square_on_slope(kSizePx, first), pool_), options,
                        pool_, passes_done);
  }

  std::size_t maps() const { return options_.methods.size() + baseline_maps().size(); }

  nn::ThreadPool pool_{2};
  CarModel model_ = std::move(*CarModel::load(
      *weights::write_model_file(testing::random_model(kClasses, kSizePx, 3), weights::Storage::fp32)));
  CurveOptions options_ = {
      .methods = {explain::find_method("gradient"), explain::find_method("signed-gradient")},
      .fills = {explain::Fill::blurred, explain::Fill::mean_color},
      .steps = kSteps,
      .seed = 9};
};

TEST_F(PhotoCurvesTest, AreOfEveryTargetFillAndMapAndTellOfEveryPass) {
  std::int64_t passes = 0;
  const PhotoCurves found = curves(options_,
                                   [&](std::int64_t more) {
                                     passes += more;
                                     return true;
                                   })
                                .value()
                                .value();
  EXPECT_EQ(passes, expected_curve_passes(options_));
  ASSERT_EQ(found.size(), 2 * 2 * maps());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].target, tested_targets[i / (2 * maps())]) << i;
    EXPECT_EQ(found[i].fill, options_.fills[i / maps() % 2]) << i;
    const std::size_t map = i % maps();
    const bool is_method = map < options_.methods.size();
    EXPECT_EQ(found[i].map,
              is_method ? options_.methods[map]->name : baseline_maps()[map - options_.methods.size()].name);
    EXPECT_EQ(found[i].passes > 0, is_method) << found[i].map;
    EXPECT_LE(std::abs(found[i].edge_rank_correlation), 1.0 + 1e-9) << found[i].map;
    if (found[i].map == "edges") {
      EXPECT_NEAR(found[i].edge_rank_correlation, 1, 1e-9);
    }
  }
}

TEST_F(PhotoCurvesTest, ConnectTheSameTwoPictures) {
  const PhotoCurves found = curves(options_, go_on).value().value();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const MapCurves &curve = found[i], &first = found[i / maps() * maps()];
    ASSERT_EQ(curve.deletion.size(), kSteps + 1u);
    ASSERT_EQ(curve.insertion.size(), kSteps + 1u);
    EXPECT_EQ(curve.deletion.front(), first.deletion.front());
    EXPECT_EQ(curve.insertion.back(), first.deletion.front());
    EXPECT_EQ(curve.deletion.back(), first.deletion.back());
    EXPECT_EQ(curve.insertion.front(), first.deletion.back());
    if (curve.target == Kind::expected_year) {
      EXPECT_EQ(curve.deletion.front(), 1);
    }
  }
}

TEST_F(PhotoCurvesTest, OfTheWholePhotoAreItsAnswer) {
  const PhotoToExplain photo = photo_to_explain(model_, square_on_slope(kSizePx, 8), pool_);
  const auto& score = photo.prediction.score;
  const PhotoCurves found = curves(options_, go_on).value().value();
  EXPECT_NEAR(found.front().deletion.front(), score.probabilities[static_cast<std::size_t>(score.top_class)],
              kKernelRounding);
}

TEST_F(PhotoCurvesTest, DependOnTheSeedAndThePhotoAlone) {
  options_.methods.clear();
  const PhotoCurves found = curves(options_, go_on).value().value();
  const PhotoCurves again = curves(options_, go_on).value().value();
  const PhotoCurves other_photo = curves(options_, go_on, 20).value().value();
  options_.seed = 10;
  const PhotoCurves other_seed = curves(options_, go_on).value().value();
  ASSERT_EQ(found.front().map, "random-pixels");
  EXPECT_EQ(again.front().deletion, found.front().deletion);
  EXPECT_NE(other_seed.front().deletion, found.front().deletion);
  EXPECT_NE(other_photo.front().deletion, found.front().deletion);
  const auto& edges = found[2];
  ASSERT_EQ(edges.map, "edges");
  EXPECT_NE(other_photo[2].deletion, edges.deletion);
}

TEST_F(PhotoCurvesTest, AreThoseOfTheTrialThatThePageRuns) {
  const PhotoCurves found = curves(options_, go_on).value().value();
  const PhotoToExplain photo = photo_to_explain(model_, square_on_slope(kSizePx, 8), pool_);
  for (const Kind kind : tested_targets) {
    const explain::Method& method = *options_.methods.back();
    CurveTrial trial(model_, photo.prediction, method_map(model_, photo, method, {.kind = kind}, pool_)->map,
                     {.kind = kind},
                     {.fill = explain::Fill::mean_color, .steps = kSteps, .seed = options_.seed});
    while (!trial.is_finished()) trial.step(pool_);
    for (const TestedCurves& curves : trial.so_far()) {
      const std::string_view name = curves.name.empty() ? method.name : curves.name;
      const auto same = std::ranges::find_if(found, [&](const MapCurves& map) {
        return map.target == kind && map.fill == explain::Fill::mean_color && map.map == name;
      });
      ASSERT_NE(same, found.end()) << name;
      EXPECT_EQ(curves.deletion, same->deletion) << name;
      EXPECT_EQ(curves.insertion, same->insertion) << name;
    }
  }
}

TEST_F(PhotoCurvesTest, StopWhereverTheyAreTold) {
  // At the ends, within the methods, within the baselines.
  for (const std::int64_t limit : {1, 20, 60}) {
    ASSERT_LT(limit, expected_curve_passes(options_));
    std::int64_t passes = 0;
    const auto found = curves(options_, [&](std::int64_t more) { return (passes += more) < limit; });
    ASSERT_TRUE(found);
    EXPECT_FALSE(*found) << limit;
    EXPECT_LT(passes, expected_curve_passes(options_));
  }
}

TEST_F(PhotoCurvesTest, WithoutFillsOrStepsAreAnError) {
  CurveOptions no_fills = options_, no_steps = options_;
  no_fills.fills.clear();
  no_steps.steps = 0;
  for (const CurveOptions& options : {no_fills, no_steps}) {
    const auto found = curves(options, go_on);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace deepcars::measure
