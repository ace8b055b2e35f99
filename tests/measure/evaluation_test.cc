#include "native/measure/evaluation.h"

#include "tests/measure/evaluation_fixture.h"

namespace deepcars::measure {
namespace {

constexpr double first_off = 7.0 / 6;  // The error of the first photo: it is of 2000.

TEST_F(EvaluationTest, ClassMeasuresLeaveOutYearsOutsideTheBuckets) {
  EXPECT_EQ(evaluation_.photos, 4u);
  EXPECT_EQ(evaluation_.photos_outside_buckets(), 1u);
  EXPECT_EQ(evaluation_.years_outside_buckets.at(1990), 1u);
  EXPECT_NEAR(*evaluation_.model.accuracy, 2.0 / 3, kRounding);
  EXPECT_NEAR(*evaluation_.model.within_one_bucket, 1, kRounding);
  EXPECT_NEAR(*evaluation_.model.macro_accuracy, 2.0 / 3, kRounding);
  EXPECT_NEAR(*evaluation_.model.nll, -(std::log(0.7) + std::log(0.5) + std::log(0.2)) / 3, kRounding);
}

TEST_F(EvaluationTest, YearMeasuresKeepThem) {
  EXPECT_NEAR(*evaluation_.model.mae_years, (first_off + 1.75 + (3 - first_off) + (10 + first_off)) / 4,
              1e-4);
  EXPECT_NEAR(*evaluation_.model.macro_mae_years,
              ((first_off + 1.75 + (3 - first_off)) / 3 + (10 + first_off)) / 2, 1e-4);
  // Years rank 2 4 3 1, expected years 2 4 2 2 (three tied): 1.5 * 1.5 = 2.25 over sqrt(5 * 3), and
  // the tied ones add -0.5 * (-0.5 + 0.5 - 1.5) = 0.75.
  EXPECT_NEAR(*evaluation_.model.rank_correlation_year, 3 / std::sqrt(15), kRounding);
  EXPECT_NEAR(*evaluation_.model.rank_correlation_modernity, 3 / std::sqrt(15), kRounding);
}

TEST_F(EvaluationTest, RangesHoldYearsOrDoNot) {
  EXPECT_NEAR(*evaluation_.model.range_coverage, 2.0 / 4, kRounding) << "2000 and 2005; not 2003 and 1990";
  EXPECT_NEAR(*evaluation_.model.range_years, (3 + 4 + 3 + 3) / 4.0, kRounding);
  EXPECT_NEAR(*evaluation_.by_decade[1].range_coverage, 2.0 / 3, kRounding);
  EXPECT_FALSE(evaluation_.by_decade[1].unfamiliar_share) << "the model cannot tell";
}

TEST_F(EvaluationTest, GroupsHaveTheirOwnErrors) {
  ASSERT_EQ(evaluation_.by_decade.size(), 2u);
  EXPECT_EQ(evaluation_.by_decade[0].name, "1990s");
  EXPECT_NEAR(evaluation_.by_decade[0].mae_years, 10 + first_off, 1e-4);
  EXPECT_NEAR(evaluation_.by_decade[0].median_year_mae_years, 11, kRounding);  // Median 2001.
  ASSERT_EQ(evaluation_.by_source.size(), 3u);
  EXPECT_EQ(evaluation_.by_source[0].name, "(unnamed)");
  EXPECT_EQ(evaluation_.by_source[2].name, "street");
  EXPECT_EQ(evaluation_.by_source[2].photos, 2u);
}

TEST_F(EvaluationTest, GroupsCountDecadesAlikeAndOrderTheirCars) {
  ASSERT_EQ(evaluation_.by_make.size(), 2u);
  const Group& opel = evaluation_.by_make[1];
  EXPECT_EQ(opel.name, "Opel");
  EXPECT_NEAR(opel.mae_years, (first_off + 1.75) / 2, 1e-4);
  EXPECT_NEAR(*opel.rank_correlation_year, 1, kRounding);
  ASSERT_TRUE(opel.mae_interval_years);
  EXPECT_NEAR(opel.mae_interval_years->low, first_off, 1e-4);  // One resample in four is the first car twice.
  EXPECT_NEAR(opel.mae_interval_years->high, 1.75, 1e-4);
  const Group& unnamed = evaluation_.by_make[0];
  EXPECT_NEAR(unnamed.macro_mae_years, ((3 - first_off) + (10 + first_off)) / 2,
              1e-4);  // One of the 2000s, one of the 1990s.
  EXPECT_NEAR(unnamed.median_year_macro_mae_years, (2 + 11) / 2.0, kRounding);
}

TEST_F(EvaluationTest, IntervalsHoldTheirValuesAndAreNothingWithoutResamples) {
  ASSERT_TRUE(evaluation_.intervals);
  EXPECT_EQ(evaluation_.intervals->groups, 4u);  // Two have no name: each is a group of its own.
  for (const Measure& measure : measures) {
    const auto interval = evaluation_.intervals->model.of(measure);
    ASSERT_TRUE(interval) << measure.key;
    EXPECT_LE(interval->low, *(evaluation_.model.*measure.value) + kRounding) << measure.key;
    EXPECT_GE(interval->high, *(evaluation_.model.*measure.value) - kRounding) << measure.key;
  }
  EXPECT_FALSE(evaluate(photos_, statistics_, buckets_, class_years_, {0, 1}).intervals);
}

TEST_F(EvaluationTest, ADifferenceOfAModelThatIsTheBaselineIsZero) {
  const std::vector<Truth> truths = {{2000, 0}, {2003, 1}, {2005, 2}};
  const auto guesses = median_year_baseline(truths, statistics_, buckets_);
  const auto intervals = bootstrap_intervals(guesses, std::vector<std::vector<Outcome>>{guesses},
                                             std::vector<std::string>{"a", "b", "c"}, {200, 1});
  ASSERT_TRUE(intervals);
  EXPECT_LT(*intervals->model.low.mae_years, *intervals->model.high.mae_years);
  EXPECT_EQ(*intervals->baselines[0].model_minus_baseline.low.mae_years, 0);
  EXPECT_EQ(*intervals->baselines[0].model_minus_baseline.high.mae_years, 0);
  EXPECT_FALSE(intervals->model.low.nll);
}

}  // namespace
}  // namespace deepcars::measure
