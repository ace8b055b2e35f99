#include "native/report/saliency_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "native/report/saliency_json.h"

namespace deepcars::report {
namespace {

using Kind = explain::Target::Kind;

measure::MeanInterval mean(double value) {
  return {value, measure::Interval{value - 0.0625, value + 0.0625}};
}

/// Curves of one step. The better the map, the lower its deletion and the higher its insertion.
measure::CurveSummary summary(Kind target, const char* map, bool is_baseline, double goodness) {
  return {.target = target,
          .fill = explain::Fill::blurred,
          .map = map,
          .is_baseline = is_baseline,
          .passes = is_baseline ? 0.0 : 3.0,
          .edge_rank_correlation = {0.25, 0.125},
          .deletion = {{0.75, 0.125}, {0.25, 0.125}},
          .insertion = {{0.25, 0.125}, {0.75, 0.125}},
          .areas = {mean(0.5 - goodness), mean(0.5 + goodness), mean(2 * goodness)}};
}

measure::Lead lead(const char* over, double by) { return {over, true, {mean(-by), mean(by), mean(2 * by)}}; }

/// Gradient is ahead of edges and blobs, guided backpropagation of blobs alone and fails the sanity check.
measure::SaliencyEvaluation small_evaluation() {
  const explain::Method *gradient = explain::find_method("gradient"),
                        *guided_backpropagation = explain::find_method("guided-backpropagation");
  measure::SaliencyEvaluation evaluation;
  evaluation.photos = 2;
  evaluation.cars = 2;
  evaluation.size_px = 40;
  evaluation.options = {.methods = {gradient, guided_backpropagation},
                        .fills = {explain::Fill::blurred},
                        .steps = 1,
                        .seed = 9};
  for (const Kind target : measure::tested_targets) {
    evaluation.curves.push_back(summary(target, "guided-backpropagation", false, 0.1));
    evaluation.curves.back().leads = {lead("random-blobs", 0.125), lead("edges", -0.125)};
    evaluation.curves.push_back(summary(target, "gradient", false, 0.2));
    evaluation.curves.back().leads = {lead("random-blobs", 0.25), lead("edges", 0.125)};
    evaluation.curves.push_back(summary(target, "random-blobs", true, 0));
    evaluation.curves.push_back(summary(target, "edges", true, 0.15));
  }
  evaluation.sanity = {.photos = 2, .stages = {"fc", "conv1"}, .same_top_class = {0.5, 0}, .methods = {}};
  evaluation.sanity->methods = {
      {gradient, {{{0.4, 0.02}, {{0.2, 0.02}}, {0.3, 0.01}}, {{0.1, 0.02}, {{0.0, 0.02}}, {0.2, 0.01}}}},
      {guided_backpropagation, {{{0.9, 0.02}, {}, {0.8, 0.01}}, {{0.7, 0.02}, {}, {0.6, 0.01}}}}};
  return evaluation;
}

/// The network reacts to the grille alone.
measure::PartExchangeEvaluation drawn_cars() {
  measure::PartExchangeEvaluation drawn{
      .cars = 4, .years = {1940, 1950, 1970, 1990, 2010}, .unfamiliar_share = 0.75, .parts = {}};
  for (const measure::CarPart part : measure::car_parts) {
    const bool reacts = part == measure::CarPart::grille;
    drawn.parts.push_back(
        {.part = part, .moved_years = reacts ? 5.0 : 1.0, .moved_to_era_years = {-8, -2, 0, 1, 6}});
    if (!reacts) continue;
    drawn.parts.back().area_share = measure::Estimate{0.125, 0.0};
    drawn.parts.back().shares = {{"gradient", {0.5, 0.1}, {-0.25, 0.1}}, {"edges", {0.75, 0.1}, {0, 0.0}}};
  }
  return drawn;
}

TEST(SaliencyJson, CarriesTheDrawnCarsAndLeavesOutWhatWasNotTested) {
  measure::SaliencyEvaluation evaluation = small_evaluation();
  EXPECT_TRUE(saliency_json(evaluation)["drawn_cars"].is_null());
  evaluation.drawn_cars = drawn_cars();
  const auto json = saliency_json(evaluation)["drawn_cars"];
  EXPECT_EQ(json["unfamiliar_share"], 0.75);
  EXPECT_EQ(json["expected_years"]["1970s"], 1970);
  const auto &body = json["parts"][0], &grille = json["parts"][2];
  EXPECT_EQ(body["part"], "body");
  EXPECT_EQ(body["reacts"], false);
  EXPECT_TRUE(body["area_share"].is_null());
  EXPECT_EQ(grille["part"], "grille");
  EXPECT_EQ(grille["reacts"], true);
  EXPECT_EQ(grille["moved_to_era_years"]["1930s"], -8);
  EXPECT_EQ(grille["maps"]["gradient"]["less_edges"]["mean"], -0.25);
}

TEST(SaliencyTable, SaysWhichPartsTheNetworkDoesNotReactTo) {
  measure::SaliencyEvaluation evaluation = small_evaluation();
  evaluation.drawn_cars = drawn_cars();
  const std::string table = saliency_table(evaluation);
  EXPECT_NE(table.find("in 4 drawn cars; the model calls 75 % of such drawings"), std::string::npos) << table;
  EXPECT_NE(table.find("by chance: its area         0.125\n"), std::string::npos) << table;
  EXPECT_NE(table.find("  gradient                    0.500\n"), std::string::npos) << table;
  EXPECT_NE(table.find("does not react to this part"), std::string::npos) << table;
}

TEST(SaliencyJson, CarriesAreasLeadsAndVerdictsOfEveryMap) {
  const auto json = saliency_json(small_evaluation());
  EXPECT_EQ(json["photos"], 2);
  EXPECT_EQ(json["cars"], 2);
  EXPECT_EQ(json["blur_sigma_px"], 2.0);
  ASSERT_EQ(json["maps"].size(), 8u);
  const auto& guided = json["maps"][0];
  EXPECT_EQ(guided["target"], "top");
  EXPECT_EQ(guided["fill"], "blurred");
  EXPECT_EQ(guided["map"], "guided-backpropagation");
  EXPECT_EQ(guided["passes"], 3);
  EXPECT_EQ(guided["ahead"], false);
  EXPECT_EQ(guided["not_ahead_of"], nlohmann::ordered_json({"edges"}));
  EXPECT_EQ(guided["leads"]["random-blobs"]["ahead"], true);
  const auto& gradient = json["maps"][1];
  EXPECT_EQ(gradient["ahead"], true);
  EXPECT_EQ(gradient["leads"]["edges"]["insertion_less_deletion"]["mean"], 0.25);
  EXPECT_EQ(gradient["leads"]["edges"]["deletion"]["interval"],
            nlohmann::ordered_json({-0.125 - 0.0625, -0.125 + 0.0625}));
  const auto& edges = json["maps"][7];
  EXPECT_EQ(edges["target"], "expected-year");
  EXPECT_EQ(edges["is_baseline"], true);
  EXPECT_FALSE(edges.contains("leads"));
  EXPECT_FALSE(edges.contains("ahead"));
}

TEST(SaliencyJson, CarriesTheTestWithRandomWeights) {
  const auto json = saliency_json(small_evaluation());
  const auto& methods = json["sanity_check"]["methods"];
  EXPECT_EQ(json["sanity_check"]["stages"][1], "conv1");
  EXPECT_EQ(methods["gradient"]["verdict"], "passes");
  EXPECT_EQ(methods["guided-backpropagation"]["verdict"], "fails");
  EXPECT_EQ(methods["gradient"]["rank_correlation"][1]["mean"], 0.1);
  EXPECT_FALSE(methods["guided-backpropagation"].contains("signed_rank_correlation"));
  EXPECT_EQ(methods["gradient"]["signed_rank_correlation"].size(), 2u);
}

TEST(SaliencyJson, WithoutIntervalsOrSanityCheckHasNulls) {
  measure::SaliencyEvaluation evaluation = small_evaluation();
  evaluation.curves[0].areas.deletion.interval.reset();
  evaluation.curves[0].edge_rank_correlation.standard_error.reset();
  evaluation.sanity.reset();
  const auto json = saliency_json(evaluation);
  EXPECT_TRUE(json["maps"][0]["deletion"]["interval"].is_null());
  EXPECT_TRUE(json["maps"][0]["edge_rank_correlation"]["standard_error"].is_null());
  EXPECT_TRUE(json["sanity_check"].is_null());
}

TEST(SaliencyCurvesCsv, HasARowPerPointOfEveryCurve) {
  const std::string csv = saliency_curves_csv(small_evaluation());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 8 * 2 * 2);
  EXPECT_NE(csv.find("top,blurred,deletion,gradient,0.000,0.750000,0.125000"), std::string::npos) << csv;
  EXPECT_NE(csv.find("expected-year,blurred,insertion,edges,1.000,0.750000,0.125000"), std::string::npos)
      << csv;
}

TEST(SaliencyTable, HasTheBestMapFirstAndSaysWhichAreAhead) {
  const std::string table = saliency_table(small_evaluation());
  EXPECT_LT(table.find("  gradient "), table.find("  edges ")) << table;
  EXPECT_LT(table.find("  edges "), table.find("  guided-backpropagation ")) << table;
  EXPECT_NE(table.find("+0.250 [+0.188 +0.312]  yes"), std::string::npos) << table;
  EXPECT_NE(table.find("not of edges"), std::string::npos) << table;
  EXPECT_NE(table.find("baseline"), std::string::npos) << table;
  EXPECT_NE(table.find("fails"), std::string::npos) << table;
}

TEST(SaliencyCurvesJson, HasEveryMapAfterEveryStep) {
  const auto curves = saliency_curves_json(small_evaluation());
  ASSERT_EQ(curves.size(), 8u);
  EXPECT_EQ(curves[1]["map"], "gradient");
  ASSERT_EQ(curves[1]["insertion"].size(), 2u);
  EXPECT_EQ(curves[1]["insertion"][0]["mean"], 0.25);
  EXPECT_EQ(curves[1]["insertion"][1]["mean"], 0.75);
  EXPECT_EQ(curves[1]["deletion"][1]["standard_error"], 0.125);
}

}  // namespace
}  // namespace deepcars::report
