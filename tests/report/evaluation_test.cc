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
      {"a.jpg", "street", {2000, 0}, score_of({0.7f, 0.2f, 0.1f}, class_years_)},
      {"b.jpg", "street", {2005, 2}, score_of({0.2f, 0.3f, 0.5f}, class_years_)},
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

TEST_F(EvaluationTest, JsonSaysWhatIsUndefined) {
  const auto json = evaluation_json(evaluation_, {"model", "index.csv", "test", 2}, buckets_);
  EXPECT_EQ(json["unreadable_photos"], 2);
  EXPECT_EQ(json["years_outside_buckets"]["1990"], 1);
  EXPECT_TRUE(json["baselines"]["majority_class"]["nll"].is_null());
  EXPECT_TRUE(json["baselines"]["median_year"]["rank_correlation_year"].is_null());
  EXPECT_NEAR(json["metrics"]["accuracy"].get<double>(), 2.0 / 3, kRounding);
  EXPECT_EQ(json["buckets"][1]["accuracy"], 0.0);
}

TEST_F(EvaluationTest, PredictionsAreOneRowEach) {
  const std::string csv = predictions_csv(photos_, buckets_);
  EXPECT_NE(csv.find("a.jpg,2000,2000-2001,2001.300,1.4000,2000-2001,0.700000,street\n"), std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\"c, d.jpg\",2003,2002-2003,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("e.jpg,1990,,2001.300,1.4000,2000-2001,,museum\n"), std::string::npos) << csv;
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
