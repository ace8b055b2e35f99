#include "native/report/saliency_text.h"

#include <cstdio>

#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/measure/perturbation_curves.h"

namespace deepcars::report {
namespace {

using nlohmann::ordered_json;

ordered_json estimate_json(const measure::Estimate& estimate) {
  const auto& error = estimate.standard_error;
  return {{"mean", estimate.mean}, {"standard_error", error ? ordered_json(*error) : ordered_json(nullptr)}};
}

ordered_json method_json(const measure::MethodSanity& method, const measure::Estimate& edges) {
  auto ranks = ordered_json::array(), signed_ranks = ordered_json::array(),
       structures = ordered_json::array();
  for (const measure::StageSimilarity& stage : method.stages) {
    ranks.push_back(estimate_json(stage.rank_correlation));
    structures.push_back(estimate_json(stage.structural_similarity));
    if (stage.signed_rank_correlation) signed_ranks.push_back(estimate_json(*stage.signed_rank_correlation));
  }
  ordered_json json = {{"verdict", measure::name(method.verdict())},
                       {"edge_rank_correlation", estimate_json(edges)},
                       {"rank_correlation", ranks},
                       {"structural_similarity", structures}};
  if (!signed_ranks.empty()) json["signed_rank_correlation"] = signed_ranks;
  return json;
}

ordered_json curve_json(const measure::CurveSummary& curve) {
  return {{"area", estimate_json(curve.area)}, {"area_minus_random", estimate_json(curve.area_minus_random)}};
}

std::string share_text(std::size_t step, int steps) {
  return base::fixed(static_cast<double>(step) / steps, 3);
}

std::string error_text(const measure::Estimate& estimate, int digits) {
  return estimate.standard_error ? base::fixed(*estimate.standard_error, digits) : "";
}

void add_rows(const char* kind, const std::string& map, const measure::CurveSummary& curve, int steps,
              std::string& csv) {
  for (std::size_t step = 0; step < curve.probability.size(); ++step) {
    const measure::Estimate &probability = curve.probability[step], &change = curve.year_change_years[step];
    csv += base::csv_line({kind, map, share_text(step, steps), base::fixed(probability.mean, 6),
                           error_text(probability, 6), base::fixed(change.mean, 4), error_text(change, 4)});
  }
}

/// "0.41 +- 0.03", or without an error for a single photo.
std::string cell(const measure::Estimate& estimate, int digits) {
  const std::string error = error_text(estimate, digits);
  return base::fixed(estimate.mean, digits) + (error.empty() ? "" : " +- " + error);
}

void add_sanity_table(const measure::SanityCheck& sanity, std::string& text) {
  char line[160];
  std::snprintf(line, sizeof line, "\n%-34s", "Rank correlation with trained map");
  text += line;
  for (const measure::MethodSanity& method : sanity.methods) {
    std::snprintf(line, sizeof line, " %23s", std::string(explain::name(method.method)).c_str());
    text += line;
  }
  for (std::size_t s = 0; s < sanity.stages.size(); ++s) {
    const std::string stage = (s == 0 ? "random " : "and ") + sanity.stages[s];
    std::snprintf(line, sizeof line, "\n  %-32s", stage.c_str());
    text += line;
    for (const measure::MethodSanity& method : sanity.methods) {
      std::snprintf(line, sizeof line, " %23s", cell(method.stages[s].rank_correlation, 3).c_str());
      text += line;
    }
  }
  std::snprintf(line, sizeof line, "\n  %-32s", "sanity check");
  text += line;
  for (const measure::MethodSanity& method : sanity.methods) {
    std::snprintf(line, sizeof line, " %23s", std::string(measure::name(method.verdict())).c_str());
    text += line;
  }
  text += "\n";
}

}  // namespace

ordered_json saliency_json(const measure::SaliencyEvaluation& evaluation) {
  const measure::SanityCheck& sanity = evaluation.sanity;
  ordered_json methods = ordered_json::object(), curves = ordered_json::object();
  for (std::size_t m = 0; m < sanity.methods.size(); ++m)
    methods[std::string(explain::name(sanity.methods[m].method))] =
        method_json(sanity.methods[m], evaluation.edge_rank_correlation[m]);
  for (const measure::MapCurves& map : evaluation.curves)
    curves[map.map] = {{"deletion", curve_json(map.deletion)}, {"insertion", curve_json(map.insertion)}};
  return {{"photos", evaluation.photos},
          {"steps", evaluation.options.steps},
          {"seed", evaluation.options.seed},
          {"blur_sigma_px", measure::blur_sigma_px(evaluation.size_px)},
          {"sanity_check",
           {{"stages", sanity.stages}, {"same_top_class", sanity.same_top_class}, {"methods", methods}}},
          {"curves", curves}};
}

ordered_json saliency_curves_json(const measure::SaliencyEvaluation& evaluation) {
  const auto estimates = [](const std::vector<measure::Estimate>& curve) {
    auto json = ordered_json::array();
    for (const measure::Estimate& point : curve) json.push_back(estimate_json(point));
    return json;
  };
  ordered_json deletion = ordered_json::object(), insertion = ordered_json::object();
  for (const measure::MapCurves& map : evaluation.curves) {
    deletion[map.map] = estimates(map.deletion.probability);
    insertion[map.map] = estimates(map.insertion.probability);
  }
  return {{"deletion", deletion}, {"insertion", insertion}};
}

std::string saliency_curves_csv(const measure::SaliencyEvaluation& evaluation) {
  std::string csv = base::csv_line({"curve", "map", "share", "probability", "probability_standard_error",
                                    "year_change_years", "year_change_standard_error"});
  for (const measure::MapCurves& map : evaluation.curves)
    add_rows("deletion", map.map, map.deletion, evaluation.options.steps, csv);
  for (const measure::MapCurves& map : evaluation.curves)
    add_rows("insertion", map.map, map.insertion, evaluation.options.steps, csv);
  return csv;
}

std::string saliency_table(const measure::SaliencyEvaluation& evaluation) {
  std::string text =
      "\nSaliency of " + std::to_string(evaluation.photos) + " photos, +- one standard error\n";
  add_sanity_table(evaluation.sanity, text);
  char line[200];
  std::snprintf(line, sizeof line, "\n%-26s %18s %18s %18s %18s\n", "Area under the probability", "deletion",
                "less random's", "insertion", "less random's");
  text += line;
  for (const measure::MapCurves& map : evaluation.curves) {
    std::snprintf(line, sizeof line, "  %-24s %18s %18s %18s %18s\n", map.map.c_str(),
                  cell(map.deletion.area, 3).c_str(), cell(map.deletion.area_minus_random, 3).c_str(),
                  cell(map.insertion.area, 3).c_str(), cell(map.insertion.area_minus_random, 3).c_str());
    text += line;
  }
  return text + "A map is the better the lower its deletion area and the higher its insertion area.\n";
}

}  // namespace deepcars::report
