#include "native/measure/perturbation_curves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "native/measure/saliency_maps.h"

namespace deepcars::measure {
namespace {

constexpr int kSizePx = 40, kSteps = 16;
constexpr std::size_t kPixels = kSizePx * kSizePx;
constexpr double kRounding = 1e-9;

/// The score of the toy: the share of its own pixels, one in sixteen, that still are what they were. Only
/// their red counts.
bool matters(std::size_t pixel) { return pixel / kSizePx % 4 == 1 && pixel % kSizePx % 4 == 2; }

std::vector<PerturbationPoint> toy_score(const nn::Tensor& inputs) {
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

  std::vector<double> curve(const explain::HeatMap& map, bool inserts) const {
    const auto order = importance_order(map, 3);
    std::vector<double> probabilities;
    for (const PerturbationPoint& point : perturbation_curve(
             inserts ? black_ : white_, inserts ? white_ : black_, kSizePx, order, kSteps, toy_score))
      probabilities.push_back(point.probability);
    return probabilities;
  }

  std::vector<float> white_ = std::vector<float>(3 * kPixels, 1.0f);
  std::vector<float> black_ = std::vector<float>(3 * kPixels, 0.0f);
};

TEST_F(Toy, TheRightMapHasTheBestPossibleAreas) {
  const std::vector<double> deletion = curve(right_map(1), false), insertion = curve(right_map(1), true);
  ASSERT_EQ(deletion.size(), kSteps + 1u);
  for (std::size_t step = 0; step < deletion.size(); ++step) {
    EXPECT_NEAR(deletion[step], step == 0 ? 1 : 0, kRounding) << step;
    EXPECT_NEAR(insertion[step], step == 0 ? 0 : 1, kRounding) << step;
  }
  // No curve of these steps that starts at 1 can have less.
  EXPECT_NEAR(area_under_curve(deletion), 0.5 / kSteps, kRounding);
  EXPECT_NEAR(area_under_curve(insertion), 1 - 0.5 / kSteps, kRounding);
}

TEST_F(Toy, SignsDoNotMatterToTheOrder) {
  EXPECT_EQ(curve(right_map(-1), false), curve(right_map(1), false));
}

TEST_F(Toy, TheMapThatIsExactlyWrongHasTheWorst) {
  explain::HeatMap wrong = right_map(1);
  for (float& value : wrong.values) value = 1 - value;
  EXPECT_NEAR(area_under_curve(curve(wrong, false)), 1 - 0.5 / kSteps, kRounding);
}

TEST_F(Toy, ARandomMapIsInTheMiddle) {
  // Of 100 pixels in random order; their mean place has a standard deviation of 0.29 / 10.
  const double tolerance = 4 * 0.029;
  EXPECT_NEAR(area_under_curve(curve(random_map(kSizePx, 5), false)), 0.5, tolerance);
  EXPECT_NEAR(area_under_curve(curve(random_map(kSizePx, 5), true)), 0.5, tolerance);
}

TEST_F(Toy, StepsThatDoNotDivideThePixelsStillExchangeAllOfThem) {
  const auto order = importance_order(random_map(kSizePx, 1), 3);
  const auto curve = perturbation_curve(white_, black_, kSizePx, order, 7, toy_score);
  ASSERT_EQ(curve.size(), 8u);
  EXPECT_NEAR(curve.front().probability, 1, kRounding);
  EXPECT_NEAR(curve.back().probability, 0, kRounding);
  EXPECT_NEAR(curve.back().expected_year, 2000, kRounding);
}

TEST(ImportanceOrder, IsEveryPixelOnceFromTheLargestMagnitude) {
  const explain::HeatMap map{4, 1, true, {0.5f, -3, 0, 2}};
  EXPECT_EQ(importance_order(map, 1), (std::vector<std::size_t>{1, 3, 0, 2}));
}

TEST(ImportanceOrder, OfEqualValuesFavoursNoSide) {
  const explain::HeatMap flat{kSizePx, kSizePx, false, std::vector<float>(kPixels, 0.0f)};
  const auto order = importance_order(flat, 1);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), kPixels);
  const auto upper = std::count_if(order.begin(), order.begin() + kPixels / 2,
                                   [](std::size_t i) { return i < kPixels / 2; });
  EXPECT_NEAR(static_cast<double>(upper) / (kPixels / 2), 0.5, 0.1);
  EXPECT_EQ(importance_order(flat, 1), order);
  EXPECT_NE(importance_order(flat, 2), order);
}

TEST(Blur, KeepsPlainColoursAndTakesAwayDetail) {
  std::vector<float> input(3 * kPixels, 0.25f);
  for (std::size_t i = 0; i < kPixels; ++i)
    input[i] = i % 2 == 0 ? 1.0f : -1.0f;  // Red stripes one pixel wide.
  const std::vector<float> result = blurred(input, kSizePx);
  for (std::size_t i = 0; i < kPixels; ++i) {
    EXPECT_LT(std::abs(result[i]), 0.1) << i;
    EXPECT_NEAR(result[kPixels + i], 0.25, 1e-5) << i;
  }
}

TEST(EdgeMap, IsBrightAlongAnEdgeAndDarkOnPlains) {
  std::vector<float> input(3 * kPixels);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = i % kSizePx < kSizePx / 2 ? 0.0f : 1.0f;
  const explain::HeatMap map = edge_map(input, kSizePx);
  EXPECT_NEAR(map.values[10 * kSizePx + kSizePx / 2], 4, 1e-5);  // Sobel's 1 + 2 + 1.
  EXPECT_NEAR(map.values[10 * kSizePx + 5], 0, 1e-5);
}

}  // namespace
}  // namespace deepcars::measure
