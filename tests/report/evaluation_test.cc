#include "native/report/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/report/evaluation_text.h"
#include "shared/weights/metadata.h"

namespace deepcars::report {
namespace {

constexpr double kRounding = 1e-6;  // Probabilities are fp32.

/// A score with these probabilities, as score::score makes it.
score::Score score_of(const std::vector<float>& probabilities, const std::vector<double>& class_years) {
  std::vector<float> logits;
  for (const float probability : probabilities) logits.push_back(std::log(probability));
  return score::score(logits, class_years, 1.0);
}

class EvaluationTest : public ::testing::Test {
 protected:
  score::YearBuckets buckets_ = score::YearBuckets::uniform(2000, 2005, 2).value();
  std::vector<double> class_years_ = weights::centre_years(buckets_);  // 2000.5, 2002.5, 2004.5
  // Expected years 2001.3, 2003.1, 2001.3; modernity 1.4, 2.3, 1.4.
  std::vector<EvaluatedPhoto> photos_ = {
      {"a.jpg", "street", {2000, 0}, score_of({0.7f, 0.2f, 0.1f}, class_years_), "Opel", "Astra", "astra"},
      {"b.jpg", "street", {2005, 2}, score_of({0.2f, 0.3f, 0.5f}, class_years_), "Opel", "Corsa", "corsa"},
      {"c, d.jpg", "", {2003, 1}, score_of({0.7f, 0.2f, 0.1f}, class_years_)},
      {"e.jpg", "museum", {1990, std::nullopt}, score_of({0.7f, 0.2f, 0.1f}, class_years_)}};
  BaselineStatistics statistics_ = baseline_statistics(std::vector<int>{2000, 2001, 2002}, buckets_);
  Evaluation evaluation_ = evaluate(photos_, statistics_, buckets_, class_years_);
};

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
  EXPECT_NEAR(*evaluation_.model.mae_years, (1.3 + 1.9 + 1.7 + 11.3) / 4, 1e-4);
  EXPECT_NEAR(*evaluation_.model.macro_mae_years, ((1.3 + 1.9 + 1.7) / 3 + 11.3) / 2, 1e-4);
  // Years rank 2 4 3 1, expected years 2 4 2 2 (three tied): 1.5 * 1.5 = 2.25 over sqrt(5 * 3), and
  // the tied ones add -0.5 * (-0.5 + 0.5 - 1.5) = 0.75.
  EXPECT_NEAR(*evaluation_.model.rank_correlation_year, 3 / std::sqrt(15), kRounding);
  EXPECT_NEAR(*evaluation_.model.rank_correlation_modernity, 3 / std::sqrt(15), kRounding);
}

TEST_F(EvaluationTest, GroupsHaveTheirOwnErrors) {
  ASSERT_EQ(evaluation_.by_decade.size(), 2u);
  EXPECT_EQ(evaluation_.by_decade[0].name, "1990s");
  EXPECT_NEAR(evaluation_.by_decade[0].mae_years, 11.3, 1e-4);
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
  EXPECT_NEAR(opel.mae_years, (1.3 + 1.9) / 2, 1e-4);
  EXPECT_NEAR(*opel.rank_correlation_year, 1, kRounding);
  ASSERT_TRUE(opel.mae_interval_years);
  EXPECT_NEAR(opel.mae_interval_years->low, 1.3, 1e-4);  // One resample in four is the first car twice.
  EXPECT_NEAR(opel.mae_interval_years->high, 1.9, 1e-4);
  const Group& unnamed = evaluation_.by_make[0];
  EXPECT_NEAR(unnamed.macro_mae_years, (1.7 + 11.3) / 2, 1e-4);  // One of the 2000s, one of the 1990s.
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

TEST_F(EvaluationTest, JsonSaysWhatIsUndefined) {
  const auto json = evaluation_json(evaluation_, {"model", "index.csv", "test", 2}, buckets_);
  EXPECT_EQ(json["unreadable_photos"], 2);
  EXPECT_EQ(json["years_outside_buckets"]["1990"], 1);
  EXPECT_TRUE(json["baselines"]["majority_class"]["nll"].is_null());
  EXPECT_TRUE(json["baselines"]["median_year"]["rank_correlation_year"].is_null());
  EXPECT_NEAR(json["metrics"]["accuracy"].get<double>(), 2.0 / 3, kRounding);
  EXPECT_EQ(json["buckets"][1]["accuracy"], 0.0);
  EXPECT_TRUE(json["intervals"]["model_minus_baseline"]["median_year"]["nll"].is_null());
  EXPECT_TRUE(json["by_decade"][0]["mae_years_interval"].is_null());  // One photo of the 1990s.
  EXPECT_EQ(json["intervals"]["model"]["mae_years"].size(), 2u);
  EXPECT_EQ(json["reliability"].size(), 15u);
  const Evaluation plain = evaluate(photos_, statistics_, buckets_, class_years_, {0, 1});
  EXPECT_TRUE(evaluation_json(plain, {"model", "index.csv", "test", 2}, buckets_)["intervals"].is_null());
}

TEST_F(EvaluationTest, PredictionsAreOneRowEach) {
  const std::string csv = predictions_csv(photos_, buckets_);
  EXPECT_NE(csv.find("a.jpg,2000,2000-2001,2001.300,1.4000,2000-2001,0.700000,street,Opel,Astra\n"),
            std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\"c, d.jpg\",2003,2002-2003,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("e.jpg,1990,,2001.300,1.4000,2000-2001,,museum,,\n"), std::string::npos) << csv;
}

TEST_F(EvaluationTest, ConfusionNamesEmptyBucketsAndLeavesThemZero) {
  const std::vector<EvaluatedPhoto> first(photos_.begin(), photos_.begin() + 1);
  const Evaluation one = evaluate(first, statistics_, buckets_, class_years_);
  EXPECT_NE(confusion_csv(one, buckets_).find("2002-2003,0,0.00000000,0.00000000,0.00000000\n"),
            std::string::npos);
  const std::string table = evaluation_table(one, {"model", "index.csv", "all", 0}, buckets_);
  EXPECT_NE(table.find("all zero in the confusion matrix: 2002-2003, 2004-2005."), std::string::npos)
      << table;
}

}  // namespace
}  // namespace deepcars::report
