#include "native/measure/baselines.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/base/decade.h"
#include "shared/weights/metadata.h"

namespace deepcars::measure {
namespace {

constexpr double kRounding = 1e-12;

class Baselines : public ::testing::Test {
 protected:
  // 2000-2001, 2002-2003, 2004-2005, which 2000.5, 2002.5 and 2004.5 stand for.
  score::YearBuckets buckets_ = score::YearBuckets::uniform(2000, 2005, 2).value();
  std::vector<double> class_years_ = weights::centre_years(buckets_);
  // 1, 3 and 1 photos in the buckets, one outside. Median of 1990 2000 2002 2002 2003 2005 is 2002.
  std::vector<int> years_ = {2000, 2002, 2002, 2003, 2005, 1990};
  BaselineStatistics statistics_ = baseline_statistics(years_, buckets_);
  std::vector<Truth> truths_ = {{2001, 0}, {2002, 1}, {2003, 1}, {2004, 2}, {1980, std::nullopt}};
};

TEST_F(Baselines, StatisticsAddOnePhotoToEveryBucket) {
  EXPECT_EQ(statistics_.photos, 6u);
  EXPECT_EQ(statistics_.class_prior, (std::vector<double>{0.25, 0.5, 0.25}));
  EXPECT_EQ(statistics_.majority_class, 1);
  EXPECT_EQ(statistics_.median_year, 2002);
}

TEST_F(Baselines, TheClassPriorHasARange) {
  ASSERT_EQ(score::text(statistics_.ranges), "2000-2004");
  const Summary summary = summarise(class_prior_baseline(truths_, statistics_, class_years_));
  EXPECT_NEAR(*summary.range_coverage, 4.0 / 5, kRounding);
  EXPECT_NEAR(*summary.range_years, 5, kRounding);
  EXPECT_FALSE(summarise(median_year_baseline(truths_, statistics_, buckets_)).range_coverage);
}

TEST_F(Baselines, MajorityClassHitsItsOwnBucketOnly) {
  const Summary summary = summarise(majority_class_baseline(truths_, statistics_, class_years_));
  EXPECT_NEAR(*summary.accuracy, 0.5, kRounding);         // 2 of the 4 photos that are in a bucket.
  EXPECT_NEAR(*summary.within_one_bucket, 1, kRounding);  // The middle bucket is beside all others.
  EXPECT_NEAR(*summary.macro_accuracy, 1.0 / 3, kRounding);
  EXPECT_NEAR(*summary.mae_years, (1.5 + 0.5 + 0.5 + 1.5 + 22.5) / 5, kRounding);
  EXPECT_NEAR(*summary.macro_mae_years, (4.0 / 4 + 22.5) / 2, kRounding);  // 2000s and 1980s.
  EXPECT_FALSE(summary.nll);
  EXPECT_FALSE(summary.rank_correlation_year);
}

TEST_F(Baselines, ClassPriorIsAnExpectationOverRandomGuesses) {
  const Summary summary = summarise(class_prior_baseline(truths_, statistics_, class_years_));
  EXPECT_NEAR(*summary.accuracy, (0.25 + 0.5 + 0.5 + 0.25) / 4, kRounding);
  EXPECT_NEAR(*summary.within_one_bucket, (0.75 + 1 + 1 + 0.75) / 4, kRounding);
  // 2001 is 0.5, 1.5, 3.5 away from the class years: 0.125 + 0.75 + 0.875 = 1.75. 2002: 1.5, 0.5, 2.5
  // -> 1.25. 2003 and 2004 mirror 2002 and 2001. 1980: 22.5 on average.
  EXPECT_NEAR(*summary.mae_years, (1.75 + 1.25 + 1.25 + 1.75 + 22.5) / 5, kRounding);
  EXPECT_NEAR(*summary.nll, (std::log(4) + std::log(2) + std::log(2) + std::log(4)) / 4, kRounding);
  EXPECT_NEAR(*summary.calibration_error, 0, kRounding);  // Says 0.5 and is right for 2 of 4.
}

TEST_F(Baselines, MedianYearCountsInYearsAndInItsBucket) {
  const Summary summary = summarise(median_year_baseline(truths_, statistics_, buckets_));
  EXPECT_NEAR(*summary.mae_years, (1 + 0 + 1 + 2 + 22) / 5.0, kRounding);
  EXPECT_NEAR(*summary.accuracy, 0.5, kRounding);
}

TEST_F(Baselines, NoPhotoInAnyBucketLeavesClassMeasuresUndefined) {
  const std::vector<Truth> outside = {{1980, std::nullopt}, {1985, std::nullopt}};
  const Summary summary = summarise(majority_class_baseline(outside, statistics_, class_years_));
  EXPECT_FALSE(summary.accuracy);
  EXPECT_FALSE(summary.macro_accuracy);
  EXPECT_TRUE(summary.mae_years);
}

TEST(Decade, IsItsFirstYear) {
  EXPECT_EQ(base::decade(1998), 1990);
  EXPECT_EQ(base::decade(2000), 2000);
}

}  // namespace
}  // namespace deepcars::measure
