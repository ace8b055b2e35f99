#include "native/report/evaluation_text.h"

#include "tests/measure/evaluation_fixture.h"

namespace deepcars::report {
namespace {

using EvaluationTextTest = measure::EvaluationTest;

TEST_F(EvaluationTextTest, JsonSaysWhatIsUndefined) {
  const auto json = evaluation_json(evaluation_, {"model", "index.csv", "test", 2}, buckets_);
  EXPECT_EQ(json["unreadable_photos"], 2);
  EXPECT_EQ(json["years_outside_buckets"]["1990"], 1);
  EXPECT_TRUE(json["baselines"]["majority_class"]["nll"].is_null());
  EXPECT_TRUE(json["baselines"]["median_year"]["rank_correlation_year"].is_null());
  EXPECT_NEAR(json["metrics"]["accuracy"].get<double>(), 2.0 / 3, measure::kRounding);
  EXPECT_EQ(json["buckets"][1]["accuracy"], 0.0);
  EXPECT_TRUE(json["intervals"]["model_minus_baseline"]["median_year"]["nll"].is_null());
  EXPECT_TRUE(json["by_decade"][0]["mae_years_interval"].is_null());  // One photo of the 1990s.
  EXPECT_EQ(json["intervals"]["model"]["mae_years"].size(), 2u);
  EXPECT_EQ(json["reliability"].size(), 15u);
  const measure::Evaluation plain = measure::evaluate(photos_, statistics_, buckets_, class_years_, {0, 1});
  EXPECT_TRUE(evaluation_json(plain, {"model", "index.csv", "test", 2}, buckets_)["intervals"].is_null());
}

TEST_F(EvaluationTextTest, PredictionsAreOneRowEach) {
  const std::string csv = predictions_csv(photos_, buckets_);
  EXPECT_NE(
      csv.find("a.jpg,2000,2000-2001,2001.167,2000-2002,,1.4000,2000-2001,0.700000,street,Opel,Astra\n"),
      std::string::npos)
      << csv;
  EXPECT_NE(csv.find("\"c, d.jpg\",2003,2002-2003,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("e.jpg,1990,,2001.167,2000-2002,,1.4000,2000-2001,,museum,,\n"), std::string::npos)
      << csv;
}

TEST_F(EvaluationTextTest, ConfusionNamesEmptyBucketsAndLeavesThemZero) {
  const std::vector<measure::EvaluatedPhoto> first(photos_.begin(), photos_.begin() + 1);
  const measure::Evaluation one = measure::evaluate(first, statistics_, buckets_, class_years_);
  EXPECT_NE(confusion_csv(one, buckets_).find("2002-2003,0,0.00000000,0.00000000,0.00000000\n"),
            std::string::npos);
  const std::string table = evaluation_table(one, {"model", "index.csv", "all", 0}, buckets_);
  EXPECT_NE(table.find("all zero in the confusion matrix: 2002-2003, 2004-2005."), std::string::npos)
      << table;
}

}  // namespace
}  // namespace deepcars::report
