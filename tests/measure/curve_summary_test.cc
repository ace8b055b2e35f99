#include "native/measure/curve_summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "shared/measure/baseline_maps.h"

namespace deepcars::measure {
namespace {

using Kind = explain::Target::Kind;

constexpr int kSizePx = 28, kSquarePx = 6, kSteps = 10;
constexpr std::size_t kPixels = kSizePx * kSizePx;
constexpr BootstrapPlan kPlan = {.resamples = 200, .seed = 1};

/// A photo whose answer is the share of a square that is still white. Pixels elsewhere, some of them as
/// bright, do not count.
struct CountedSquare {
  int left, top;

  bool counts(std::size_t pixel) const {
    const int x = static_cast<int>(pixel) % kSizePx, y = static_cast<int>(pixel) / kSizePx;
    return x >= left && x < left + kSquarePx && y >= top && y < top + kSquarePx;
  }

  std::vector<float> photo() const {
    std::vector<float> input(3 * kPixels, 0.0f);
    for (std::size_t i = 0; i < input.size(); ++i)
      input[i] = counts(i % kPixels) || i % 11 == 0 ? 1.0f : 0.0f;
    return input;
  }

  std::vector<PerturbationPoint> score(const nn::Tensor& inputs) const {
    std::vector<PerturbationPoint> points;
    for (std::size_t first = 0; first < inputs.values.size(); first += 3 * kPixels) {
      double white = 0;
      for (std::size_t i = 0; i < kPixels; ++i) white += counts(i) ? inputs.values[first + i] : 0;
      points.push_back({.probability = white / (kSquarePx * kSquarePx), .expected_year = 2000});
    }
    return points;
  }

  MapCurves curves(const std::string& name, const explain::HeatMap& map) const {
    const std::vector<float> whole = photo(), black(3 * kPixels, 0.0f);
    const CurveEnds ends{whole, black, {.probability = 1, .expected_year = 2000}, {0, 2000}};
    const auto order = importance_order(map, Importance::value, 1);
    const PerturbationCurves found = perturbation_curves(
        ends, kSizePx, order, kSteps, [&](const nn::Tensor& inputs) { return score(inputs); });
    MapCurves result{.target = Kind::top_class, .fill = explain::Fill::blurred, .map = name};
    for (const PerturbationPoint& point : found.deletion) result.deletion.push_back(point.probability);
    for (const PerturbationPoint& point : found.insertion) result.insertion.push_back(point.probability);
    return result;
  }

  /// The map that is right, one that is exactly wrong, and the baselines.
  PhotoCurves all_curves(std::uint64_t seed) const {
    explain::HeatMap right = centre_map(kSizePx), wrong = right;
    for (std::size_t i = 0; i < kPixels; ++i) {
      right.values[i] = counts(i) ? 1.0f : 0.0f;
      wrong.values[i] = 1 - right.values[i];
    }
    PhotoCurves result = {curves("right", right), curves("wrong", wrong)};
    for (const BaselineMap& baseline : baseline_maps())
      result.push_back(curves(std::string(baseline.name), baseline.draw(photo(), kSizePx, seed)));
    return result;
  }
};

class CountedSquares : public ::testing::Test {
 protected:
  CountedSquares() {
    for (int n = 0; n < 12; ++n) {
      const CountedSquare square{.left = 2 + 7 * n % 19, .top = 1 + 5 * n % 20};
      photos_.push_back(square.all_curves(static_cast<std::uint64_t>(n)));
      groups_.push_back("car" + std::to_string(n));
    }
  }

  std::vector<PhotoCurves> photos_;
  std::vector<std::string> groups_;
};

TEST_F(CountedSquares, TheMapThatPointsAtThemIsAheadOfAllBaselines) {
  const auto summaries = summarise(photos_, groups_, kPlan);
  const CurveSummary& right = summaries[0];
  ASSERT_EQ(right.map, "right");
  ASSERT_EQ(right.leads.size(), 4u);
  for (const Lead& lead : right.leads) {
    EXPECT_TRUE(lead.is_ahead()) << lead.over;
    EXPECT_GT(lead.less.insertion_less_deletion.mean, 0.2) << lead.over;
    EXPECT_GT(lead.less.insertion_less_deletion.interval->low, 0) << lead.over;
  }
  EXPECT_TRUE(right.is_ahead());
  EXPECT_TRUE(right.not_ahead_of().empty());
}

TEST_F(CountedSquares, TheMapThatPointsAwayIsAheadOfNone) {
  const auto summaries = summarise(photos_, groups_, kPlan);
  EXPECT_FALSE(summaries[1].is_ahead());
  EXPECT_EQ(summaries[1].not_ahead_of(),
            (std::vector<std::string>{"random-blobs", "edges", "centre-x-edges"}));
}

TEST_F(CountedSquares, BaselinesHaveAreasAndNoVerdict) {
  const auto summaries = summarise(photos_, groups_, kPlan);
  ASSERT_EQ(summaries.size(), 2 + baseline_maps().size());
  for (std::size_t i = 2; i < summaries.size(); ++i) {
    EXPECT_TRUE(summaries[i].is_baseline) << summaries[i].map;
    EXPECT_TRUE(summaries[i].leads.empty()) << summaries[i].map;
    EXPECT_FALSE(summaries[i].is_ahead()) << summaries[i].map;
    EXPECT_TRUE(summaries[i].areas.deletion.interval) << summaries[i].map;
  }
}

TEST_F(CountedSquares, WithoutIntervalsNothingIsAhead) {
  EXPECT_FALSE(summarise(photos_, groups_, {.resamples = 0}).front().is_ahead());
  // Photos of one car say nothing about others.
  const std::vector<std::string> one_car(photos_.size(), "car");
  EXPECT_FALSE(summarise(photos_, one_car, kPlan).front().is_ahead());
}

TEST_F(CountedSquares, APhotoWithoutANumberSpoilsTheVerdict) {
  photos_[3][0].deletion[4] = std::numeric_limits<double>::quiet_NaN();
  const auto summaries = summarise(photos_, groups_, kPlan);
  EXPECT_FALSE(summaries[0].is_ahead());
  EXPECT_TRUE(std::isnan(summaries[0].areas.deletion.mean));
}

/// A photo with straight curves of these areas, of one method and the edges.
PhotoCurves with_areas(double method_insertion, double edges_insertion) {
  const auto curves = [](const char* map, double area) {
    return MapCurves{.target = Kind::top_class,
                     .fill = explain::Fill::blurred,
                     .map = map,
                     .passes = 2,
                     .deletion = {0.5, 0.5},
                     .insertion = {area, area}};
  };
  return {curves("method", method_insertion), curves("edges", edges_insertion)};
}

TEST(CurveSummary, ComparesEachPhotoWithItself) {
  // Photos differ far more than maps do.
  const std::vector<PhotoCurves> photos = {with_areas(0.2, 0.1), with_areas(0.9, 0.8), with_areas(0.5, 0.4)};
  const std::vector<std::string> groups = {"a", "b", "c"};
  const CurveSummary method = summarise(photos, groups, kPlan)[0];
  EXPECT_NEAR(method.areas.insertion.mean, 1.6 / 3, 1e-9);
  EXPECT_LT(method.areas.insertion.interval->low, 0.4);
  ASSERT_EQ(method.leads.size(), 1u);
  EXPECT_NEAR(method.leads[0].less.insertion.mean, 0.1, 1e-9);
  EXPECT_NEAR(method.leads[0].less.insertion.interval->low, 0.1, 1e-9);
  // Not ahead by deletion, where both are alike.
  EXPECT_FALSE(method.leads[0].is_ahead());
  EXPECT_EQ(method.passes, 2);
}

TEST(CurveSummary, DrawsThePhotosOfACarTogether) {
  // Three cars; one has many photos that are alike.
  std::vector<PhotoCurves> photos(10, with_areas(0.9, 0.1));
  photos.push_back(with_areas(0.1, 0.1));
  photos.push_back(with_areas(0.2, 0.1));
  std::vector<std::string> alone(12), cars(10, "one");
  cars.insert(cars.end(), {"two", "three"});
  const auto width = [&](const std::vector<std::string>& groups) {
    const Interval interval = *summarise(photos, groups, kPlan)[0].areas.insertion.interval;
    return interval.high - interval.low;
  };
  EXPECT_GT(width(cars), 1.3 * width(alone));
}

TEST(CurveSummary, ComparesWithinATargetAndAFill) {
  PhotoCurves photo = with_areas(0.4, 0.3), other = with_areas(0.4, 0.1);
  for (MapCurves& curves : other) curves.fill = explain::Fill::mean_color;
  photo.insert(photo.end(), other.begin(), other.end());
  const std::vector<PhotoCurves> photos = {photo, photo};
  const std::vector<std::string> groups = {"a", "b"};
  const auto summaries = summarise(photos, groups, kPlan);
  ASSERT_EQ(summaries[0].leads.size(), 1u);
  EXPECT_NEAR(summaries[0].leads[0].less.insertion.mean, 0.1, 1e-9);
  ASSERT_EQ(summaries[2].leads.size(), 1u);
  EXPECT_NEAR(summaries[2].leads[0].less.insertion.mean, 0.3, 1e-9);
}

}  // namespace
}  // namespace deepcars::measure
