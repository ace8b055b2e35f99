// The expected numbers are worked out by hand beside each test.
#include "native/measure/reliability.h"

#include <gtest/gtest.h>

namespace deepcars::measure {
namespace {

constexpr double kRounding = 1e-12;

TEST(Reliability, BinsHoldCountsMeansAndTheirEdges) {
  const std::vector<double> confidences = {0.2, 0.4, 0.9, 0.9, 0.6}, hits = {0, 1, 1, 0, 1};
  const auto bins = reliability_bins(confidences, hits, 4);
  ASSERT_EQ(bins.size(), 4u);
  EXPECT_EQ(bins[0].photos, 1u);  // 0.2
  EXPECT_EQ(bins[1].photos, 1u);  // 0.4
  EXPECT_EQ(bins[2].photos, 1u);  // 0.6
  EXPECT_EQ(bins[3].photos, 2u);  // 0.9, 0.9
  EXPECT_EQ(bins[3].low, 0.75);
  EXPECT_EQ(bins[3].high, 1);
  EXPECT_NEAR(bins[3].confidence, 0.9, kRounding);
  EXPECT_NEAR(bins[3].accuracy, 0.5, kRounding);
}

TEST(Reliability, EmptyBinsStayInTheirPlaces) {
  const auto bins = reliability_bins(std::vector<double>{1.0}, std::vector<double>{1}, 3);
  ASSERT_EQ(bins.size(), 3u);
  EXPECT_EQ(bins[0].photos, 0u);
  EXPECT_EQ(bins[1].photos, 0u);
  EXPECT_EQ(bins[2].photos, 1u);
  EXPECT_FALSE(calibration_error({}, {}));
}

TEST(Reliability, CalibrationErrorWeighsBinsByTheirPhotos) {
  // Two bins. (0, 0.5]: confidences 0.2 and 0.4 (mean 0.3), one hit of two: distance 0.2, weight 2/5.
  // (0.5, 1]: 0.9, 0.9, 0.6 (mean 0.8), all hits: distance 0.2, weight 3/5. Together 0.2.
  const std::vector<double> confidences = {0.2, 0.4, 0.9, 0.9, 0.6}, hits = {0, 1, 1, 1, 1};
  EXPECT_NEAR(*calibration_error(confidences, hits, 2), 0.2, kRounding);
  // One bin: mean confidence 0.6, hit rate 0.8.
  EXPECT_NEAR(*calibration_error(confidences, hits, 1), 0.2, kRounding);
}

TEST(Reliability, CalibrationErrorKeepsOppositeBinsApart) {
  // Over-confident at 0.9 with no hit, under-confident at 0.1 with a hit: 0.9 each, though together they
  // cancel.
  EXPECT_NEAR(*calibration_error(std::vector<double>{0.9, 0.1}, std::vector<double>{0, 1}), 0.9, kRounding);
}

TEST(Reliability, CalibrationBinsTakeTheirUpperEdge) {
  // With two bins 0.5 belongs to the lower one: |0.5 - 0| / 2 + |1 - 1| / 2; confidences 0 and 1 have a bin
  // too.
  EXPECT_NEAR(*calibration_error(std::vector<double>{0.5, 1.0}, std::vector<double>{0, 1}, 2), 0.25,
              kRounding);
  EXPECT_NEAR(*calibration_error(std::vector<double>{0.0}, std::vector<double>{0}), 0, kRounding);
}

}  // namespace
}  // namespace deepcars::measure
