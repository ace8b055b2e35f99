#include "native/measure/cross_validation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace deepcars::measure {
namespace {

constexpr double kExact = 1e-12;

EvaluatedPhoto photo(int year, double expected_year) {
  EvaluatedPhoto photo{.path = "p", .source = "s", .truth = {year, 0}, .score = {}};
  photo.score.probabilities = {1.0f};
  photo.score.expected_year = expected_year;
  return photo;
}

/// Two decades of new sources, one of a known one.
HeldOut fold() {
  return {.photos = {photo(1950, 1954), photo(1955, 1957), photo(2000, 1992), photo(2010, 2011)},
          .new_source = {true, true, true, false},
          .median_year = 2000};
}

TEST(CrossValidation, MeasuresEachPartBesideTheMedianYear) {
  const auto all = fold_measures(fold(), Part::all);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->photos, 4u);
  EXPECT_NEAR(all->mae_years, (4 + 2 + 8 + 1) / 4.0, kExact);
  EXPECT_NEAR(all->macro_mae_years, (3 + 8 + 1) / 3.0, kExact);
  EXPECT_NEAR(all->macro_ratio, (3 + 8 + 1) / (47.5 + 0 + 10), kExact);
  ASSERT_TRUE(all->rank_correlation);
  EXPECT_NEAR(*all->rank_correlation, 1.0, kExact);

  const auto fresh = fold_measures(fold(), Part::new_sources),
             known = fold_measures(fold(), Part::known_sources);
  ASSERT_TRUE(fresh && known);
  EXPECT_EQ(fresh->photos, 3u);
  EXPECT_NEAR(fresh->macro_mae_years, (3 + 8) / 2.0, kExact);
  EXPECT_EQ(known->photos, 1u);
  EXPECT_NEAR(known->macro_ratio, 1 / 10.0, kExact);
  EXPECT_FALSE(known->rank_correlation) << "one photo has no order";
}

TEST(CrossValidation, APartWithoutPhotosHasNoMeasures) {
  HeldOut only_new = fold();
  only_new.new_source.assign(4, true);
  EXPECT_FALSE(fold_measures(only_new, Part::known_sources));
}

TEST(CrossValidation, FoldsHaveAMeanAndADeviation) {
  const auto over = over_folds(std::vector<double>{1, 2, 6});
  ASSERT_TRUE(over && over->deviation);
  EXPECT_NEAR(over->mean, 3, kExact);
  EXPECT_NEAR(*over->deviation, std::sqrt((4 + 1 + 9) / 2.0), kExact);
  EXPECT_FALSE(over_folds(std::vector<double>{1})->deviation);
  EXPECT_FALSE(over_folds({}));
}

}  // namespace
}  // namespace deepcars::measure
