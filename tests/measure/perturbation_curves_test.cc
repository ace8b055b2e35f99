#include "shared/measure/perturbation_curves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "shared/measure/baseline_maps.h"

namespace deepcars::measure {
namespace {

constexpr int kSizePx = 40, kSteps = 16;
constexpr std::size_t kPixels = kSizePx * kSizePx;
constexpr double kRounding = 1e-9;

/// The score of the toy: the share of its own pixels, one in sixteen, that still are what they were. Only
/// their red counts.
bool matters(std::size_t pixel) { return pixel / kSizePx % 4 == 1 && pixel % kSizePx % 4 == 2; }

std::vector<PerturbationPoint> toy_score(const nn::Tensor& inputs) {
  EXPECT_LE(inputs.shape[0], static_cast<int>(max_states_per_batch));
  std::vector<PerturbationPoint> points;
  const std::size_t each = 3 * kPixels;
  for (std::size_t first = 0; first < inputs.values.size(); first += each) {
    double kept = 0;
    for (std::size_t i = 0; i < kPixels; ++i) kept += matters(i) ? inputs.values[first + i] : 0.0;
    points.push_back({kept / (kPixels / 16.0), 2000 + kept});
  }
  return points;
}

class Toy : public ::testing::Test {
 protected:
  explain::HeatMap right_map(float value) const {
    explain::HeatMap map{kSizePx, kSizePx, value < 0, std::vector<float>(kPixels)};
    for (std::size_t i = 0; i < kPixels; ++i) map.values[i] = matters(i) ? value : 0.0f;
    return map;
  }

  PerturbationCurves curves(const std::vector<std::size_t>& order, int steps = kSteps) const {
    const CurveEnds ends{white_, black_, {.probability = 1, .expected_year = 2100}, {0, 2000}};
    return perturbation_curves(ends, kSizePx, order, steps, toy_score);
  }

  static std::vector<double> probabilities(const std::vector<PerturbationPoint>& points) {
    std::vector<double> result;
    for (const PerturbationPoint& point : points) result.push_back(point.probability);
    return result;
  }

  std::vector<double> deletion(const explain::HeatMap& map, Importance importance = Importance::value) const {
    return probabilities(curves(importance_order(map, importance, 3)).deletion);
  }
  std::vector<double> insertion(const explain::HeatMap& map,
                                Importance importance = Importance::value) const {
    return probabilities(curves(importance_order(map, importance, 3)).insertion);
  }

  std::vector<float> white_ = std::vector<float>(3 * kPixels, 1.0f);
  std::vector<float> black_ = std::vector<float>(3 * kPixels, 0.0f);
};

TEST_F(Toy, TheRightMapHasTheBestPossibleAreas) {
  const std::vector<double> deleted = deletion(right_map(1)), inserted = insertion(right_map(1));
  ASSERT_EQ(deleted.size(), kSteps + 1u);
  ASSERT_EQ(inserted.size(), kSteps + 1u);
  for (std::size_t step = 0; step < deleted.size(); ++step) {
    EXPECT_NEAR(deleted[step], step == 0 ? 1 : 0, kRounding) << step;
    EXPECT_NEAR(inserted[step], step == 0 ? 0 : 1, kRounding) << step;
  }
  // No curve of these steps that starts at 1 can have less.
  EXPECT_NEAR(area_under_curve(deleted), 0.5 / kSteps, kRounding);
  EXPECT_NEAR(area_under_curve(inserted), 1 - 0.5 / kSteps, kRounding);
}

TEST_F(Toy, TheMapThatIsExactlyWrongHasTheWorst) {
  explain::HeatMap wrong = right_map(1);
  for (float& value : wrong.values) value = 1 - value;
  EXPECT_NEAR(area_under_curve(deletion(wrong)), 1 - 0.5 / kSteps, kRounding);
  EXPECT_NEAR(area_under_curve(insertion(wrong)), 0.5 / kSteps, kRounding);
}

TEST_F(Toy, ByMagnitudeSignsDoNotMatterToTheOrder) {
  EXPECT_EQ(deletion(right_map(-1), Importance::magnitude), deletion(right_map(1), Importance::magnitude));
}

TEST_F(Toy, ByValueWhatSpeaksAgainstTheTargetComesLast) {
  EXPECT_NEAR(area_under_curve(deletion(right_map(-1))), 1 - 0.5 / kSteps, kRounding);
}

TEST_F(Toy, ARandomMapIsInTheMiddle) {
  // Of 100 pixels in random order; their mean place has a standard deviation of 0.29 / 10.
  const double tolerance = 4 * 0.029;
  EXPECT_NEAR(area_under_curve(deletion(random_pixels(kSizePx, 5))), 0.5, tolerance);
  EXPECT_NEAR(area_under_curve(insertion(random_pixels(kSizePx, 5))), 0.5, tolerance);
}

TEST_F(Toy, StepsThatDoNotDivideThePixelsStillExchangeAllOfThem) {
  const auto order = importance_order(random_pixels(kSizePx, 1), Importance::value, 3);
  for (const int steps : {1, 2, 7, 13}) {
    const PerturbationCurves found = curves(order, steps);
    ASSERT_EQ(found.deletion.size(), static_cast<std::size_t>(steps) + 1);
    ASSERT_EQ(found.insertion.size(), static_cast<std::size_t>(steps) + 1);
    EXPECT_EQ(found.deletion.front().expected_year, 2100);
    EXPECT_EQ(found.deletion.back().expected_year, 2000);
    // What is taken out after a step is what has been put in after it.
    for (std::size_t step = 0; step < found.deletion.size(); ++step)
      EXPECT_NEAR(found.deletion[step].probability + found.insertion[step].probability, 1, kRounding)
          << step << " of " << steps;
  }
}

TEST_F(Toy, CurvesGrowStateByStateToThoseOfBatches) {
  const auto order = importance_order(random_pixels(kSizePx, 1), Importance::value, 3);
  const CurveEnds ends{white_, black_, {.probability = 1, .expected_year = 2100}, {0, 2000}};
  PerturbedPhoto photo(ends, kSizePx, order, kSteps);
  EXPECT_EQ(photo.curves().deletion.size(), 1u);
  EXPECT_EQ(photo.curves().insertion.size(), 1u);
  for (std::size_t scored = 1; photo.left() > 0; ++scored) {
    photo.score_next(1, toy_score);
    const PerturbationCurves so_far = photo.curves();
    const std::size_t deleted = std::min<std::size_t>(scored, kSteps - 1), inserted = scored - deleted;
    EXPECT_EQ(so_far.deletion.size(), 1 + deleted + (deleted == kSteps - 1 ? 1 : 0));
    EXPECT_EQ(so_far.insertion.size(), 1 + inserted + (inserted == kSteps - 1 ? 1 : 0));
  }
  const PerturbationCurves batches = curves(order), one_by_one = photo.curves();
  EXPECT_EQ(probabilities(one_by_one.deletion), probabilities(batches.deletion));
  EXPECT_EQ(probabilities(one_by_one.insertion), probabilities(batches.insertion));
}

TEST(ImportanceOrder, IsEveryPixelOnceFromTheMostImportant) {
  const explain::HeatMap map{4, 1, true, {0.5f, -3, 0, 2}};
  EXPECT_EQ(importance_order(map, Importance::magnitude, 1), (std::vector<std::size_t>{1, 3, 0, 2}));
  EXPECT_EQ(importance_order(map, Importance::value, 1), (std::vector<std::size_t>{3, 0, 2, 1}));
}

TEST(ImportanceOrder, OfEqualValuesFavoursNoSide) {
  const explain::HeatMap flat{kSizePx, kSizePx, false, std::vector<float>(kPixels, 0.0f)};
  const auto order = importance_order(flat, Importance::value, 1);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), kPixels);
  const auto upper = std::count_if(order.begin(), order.begin() + kPixels / 2,
                                   [](std::size_t i) { return i < kPixels / 2; });
  EXPECT_NEAR(static_cast<double>(upper) / (kPixels / 2), 0.5, 0.1);
  EXPECT_EQ(importance_order(flat, Importance::value, 1), order);
  EXPECT_NE(importance_order(flat, Importance::value, 2), order);
}

}  // namespace
}  // namespace deepcars::measure
