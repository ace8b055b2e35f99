#include "native/report/saliency_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace deepcars::report {
namespace {

measure::CurveSummary curve(double first, double last) {
  return {{{first, 0.1}, {last, 0.1}}, {{0, 0.0}, {4, 1.0}}, {(first + last) / 2, 0.1}, {-0.25, 0.05}};
}

/// Two stages, one step; the guided map fails.
measure::SaliencyEvaluation small_evaluation() {
  using enum explain::Method;
  measure::SaliencyEvaluation evaluation;
  evaluation.photos = 2;
  evaluation.size_px = 40;
  evaluation.options = {.steps = 1, .seed = 9};
  evaluation.sanity = {{"fc", "conv1"}, {0.5, 0}, {}};
  evaluation.sanity.methods = {
      {gradient, {{{0.4, 0.02}, {}, {0.3, 0.01}}, {{0.1, 0.02}, {}, {0.2, 0.01}}}},
      {signed_gradient,
       {{{0.4, 0.02}, {{0.2, 0.02}}, {0.3, 0.01}}, {{0.1, 0.02}, {{0.0, 0.02}}, {0.2, 0.01}}}},
      {guided_backpropagation, {{{0.9, 0.02}, {}, {0.8, 0.01}}, {{0.7, 0.02}, {}, {0.6, 0.01}}}}};
  evaluation.edge_rank_correlation = {{0.1, 0.01}, {0.2, 0.01}, {0.6, 0.01}};
  for (const char* map : {"gradient", "signed-gradient", "guided-backpropagation", "random", "edges"})
    evaluation.curves.push_back({map, curve(0.8, 0.2), curve(0.2, 0.8)});
  return evaluation;
}

TEST(SaliencyJson, CarriesVerdictsSimilaritiesAndAreas) {
  const auto json = saliency_json(small_evaluation());
  EXPECT_EQ(json["photos"], 2);
  EXPECT_EQ(json["blur_sigma_px"], 2.0);
  const auto& methods = json["sanity_check"]["methods"];
  EXPECT_EQ(json["sanity_check"]["stages"][1], "conv1");
  EXPECT_EQ(methods["gradient"]["verdict"], "passes");
  EXPECT_EQ(methods["guided-backpropagation"]["verdict"], "fails");
  EXPECT_EQ(methods["guided-backpropagation"]["edge_rank_correlation"]["mean"], 0.6);
  EXPECT_EQ(methods["gradient"]["rank_correlation"][1]["mean"], 0.1);
  EXPECT_FALSE(methods["gradient"].contains("signed_rank_correlation"));
  EXPECT_EQ(methods["signed-gradient"]["signed_rank_correlation"].size(), 2u);
  EXPECT_EQ(json["curves"].size(), 5u);
  EXPECT_EQ(json["curves"]["edges"]["deletion"]["area"]["mean"], 0.5);
  EXPECT_EQ(json["curves"]["edges"]["insertion"]["area_minus_random"]["standard_error"], 0.05);
}

TEST(SaliencyJson, OfASinglePhotoHasNoStandardErrors) {
  measure::SaliencyEvaluation evaluation = small_evaluation();
  evaluation.curves[0].deletion.area.standard_error.reset();
  EXPECT_TRUE(
      saliency_json(evaluation)["curves"]["gradient"]["deletion"]["area"]["standard_error"].is_null());
}

TEST(SaliencyCurvesCsv, HasARowPerPointOfEveryCurve) {
  const std::string csv = saliency_curves_csv(small_evaluation());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 5 * 2);
  EXPECT_NE(csv.find("deletion,gradient,0.000,0.800000,0.100000,0.0000,0.0000"), std::string::npos) << csv;
  EXPECT_NE(csv.find("insertion,edges,1.000,0.800000,0.100000,4.0000,1.0000"), std::string::npos) << csv;
}

TEST(SaliencyTable, SaysTheVerdictAndTheDifferences) {
  const std::string table = saliency_table(small_evaluation());
  EXPECT_NE(table.find("fails"), std::string::npos) << table;
  EXPECT_NE(table.find("-0.250 +- 0.050"), std::string::npos) << table;
}

TEST(SaliencyCurvesJson, HasTheProbabilityOfEveryMapAfterEveryStep) {
  const auto curves = saliency_curves_json(small_evaluation());
  ASSERT_EQ(curves["insertion"].size(), 5u);
  EXPECT_EQ(curves["insertion"].begin().key(), "gradient");  // The order of the charts and their tables.
  ASSERT_EQ(curves["insertion"]["random"].size(), 2u);
  EXPECT_EQ(curves["insertion"]["random"][0]["mean"], 0.2);
  EXPECT_EQ(curves["insertion"]["random"][1]["mean"], 0.8);
  EXPECT_EQ(curves["insertion"]["random"][1]["standard_error"], 0.1);
  EXPECT_EQ(curves["deletion"]["edges"][0]["mean"], 0.8);
}

}  // namespace
}  // namespace deepcars::report
