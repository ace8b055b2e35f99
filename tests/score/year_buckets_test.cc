#include "shared/score/year_buckets.h"

#include <gtest/gtest.h>

namespace deepcars::score {
namespace {

std::vector<int> labels(const YearBuckets& buckets) {
  std::vector<int> result;
  for (int year = buckets.first_year(); year <= buckets.last_year(); ++year)
    result.push_back(*buckets.label(year));
  return result;
}

TEST(YearBuckets, OriginalRuleIsTheOriginalsFormula) {
  // floor((y - 2000) / 7 * 3) for the seven years, worked by hand.
  const auto buckets = YearBuckets::original(2000, 2006, 2);
  ASSERT_TRUE(buckets);
  EXPECT_EQ(labels(*buckets), (std::vector<int>{0, 0, 0, 1, 1, 2, 2}));
}

TEST(YearBuckets, OriginalRuleHasADeadClassWhenTheWidthDoesNotDivide) {
  const auto buckets = YearBuckets::original(2000, 2006, 2);
  ASSERT_TRUE(buckets);
  EXPECT_EQ(buckets->classes(), 4);  // 1 + (2006 - 2000) / 2, of which label 3 never occurs
  EXPECT_EQ(buckets->text(3), "(no year)");
  EXPECT_EQ(buckets->centre_year(3), 2006);
}

TEST(YearBuckets, OriginalAndUniformAgreeWhenTheWidthDivides) {
  const auto original = YearBuckets::original(1990, 2009, 2);
  const auto uniform = YearBuckets::uniform(1990, 2009, 2);
  ASSERT_TRUE(original && uniform);
  EXPECT_EQ(original->classes(), uniform->classes());
  EXPECT_EQ(labels(*original), labels(*uniform));
}

TEST(YearBuckets, UniformHasNoDeadClassForAnyRange) {
  for (int last = 2000; last < 2040; ++last) {
    for (int width = 1; width <= last - 1999; ++width) {
      const auto buckets = YearBuckets::uniform(2000, last, width);
      ASSERT_TRUE(buckets);
      for (int label = 0; label < buckets->classes(); ++label) {
        const YearRange range = buckets->years(label);
        ASSERT_LE(range.first, range.last) << "2000-" << last << " by " << width << ", class " << label;
        ASSERT_EQ(*buckets->label(range.first), label);
        ASSERT_EQ(*buckets->label(range.last), label);
      }
    }
  }
}

TEST(YearBuckets, EdgesMakeUnequalBuckets) {
  const auto buckets = YearBuckets::from_edges({1913, 1940, 1990, 2012, 2013});
  ASSERT_TRUE(buckets);
  EXPECT_EQ(buckets->classes(), 4);
  EXPECT_EQ(buckets->label(1939), 0);
  EXPECT_EQ(buckets->label(1940), 1);
  EXPECT_EQ(buckets->label(2012), 3);
  EXPECT_EQ(buckets->text(0), "1913-1939");
  EXPECT_EQ(buckets->text(3), "2012");
  EXPECT_EQ(buckets->centre_year(2), 2000.5);
}

TEST(YearBuckets, YearsOutsideHaveNoLabel) {
  const auto buckets = YearBuckets::uniform(2000, 2009, 5);
  ASSERT_TRUE(buckets);
  EXPECT_EQ(buckets->label(1999), std::nullopt);
  EXPECT_EQ(buckets->label(2010), std::nullopt);
}

TEST(YearBuckets, ImpossibleCutsAreRefused) {
  EXPECT_FALSE(YearBuckets::uniform(2010, 2000, 2));
  EXPECT_FALSE(YearBuckets::uniform(2000, 2010, 0));
  EXPECT_FALSE(YearBuckets::original(2000, 2010, 12));
  EXPECT_FALSE(YearBuckets::from_edges({}));
  EXPECT_FALSE(YearBuckets::from_edges({2000}));
  EXPECT_FALSE(YearBuckets::from_edges({2000, 2000}));
  const auto wrong = YearBuckets::from_edges({2000, 1990});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace deepcars::score
