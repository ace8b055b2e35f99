#include "native/report/saliency_json.h"

#include <string>

#include "native/report/evaluation_json.h"

namespace deepcars::report {
namespace {

using nlohmann::ordered_json;

ordered_json estimate_json(const measure::Estimate& estimate) {
  const auto& error = estimate.standard_error;
  return {{"mean", estimate.mean}, {"standard_error", error ? ordered_json(*error) : ordered_json(nullptr)}};
}

ordered_json estimates_json(const std::vector<measure::Estimate>& estimates) {
  auto json = ordered_json::array();
  for (const measure::Estimate& estimate : estimates) json.push_back(estimate_json(estimate));
  return json;
}

ordered_json mean_json(const measure::MeanInterval& mean) {
  return {{"mean", mean.mean}, {"interval", interval_json(mean.interval)}};
}

ordered_json areas_json(const measure::Areas& areas) {
  return {{"deletion", mean_json(areas.deletion)},
          {"insertion", mean_json(areas.insertion)},
          {"insertion_less_deletion", mean_json(areas.insertion_less_deletion)}};
}

/// What a map's row in both files begins with.
ordered_json map_json(const measure::CurveSummary& map) {
  return {{"target", explain::info(map.target).name},
          {"fill", explain::name(map.fill)},
          {"map", map.map},
          {"is_baseline", map.is_baseline}};
}

ordered_json summary_json(const measure::CurveSummary& map) {
  ordered_json json = map_json(map);
  json["passes"] = map.passes;
  json["edge_rank_correlation"] = estimate_json(map.edge_rank_correlation);
  json.update(areas_json(map.areas));
  if (map.is_baseline) return json;
  ordered_json leads = ordered_json::object();
  for (const measure::Lead& lead : map.leads) {
    leads[lead.over] = areas_json(lead.less);
    leads[lead.over]["must_be_beaten"] = lead.must_be_beaten;
    leads[lead.over]["ahead"] = lead.is_ahead();
  }
  json["leads"] = leads;
  json["ahead"] = map.is_ahead();
  json["not_ahead_of"] = map.not_ahead_of();
  return json;
}

ordered_json method_json(const measure::MethodSanity& method) {
  auto ranks = ordered_json::array(), signed_ranks = ordered_json::array(),
       structures = ordered_json::array();
  for (const measure::StageSimilarity& stage : method.stages) {
    ranks.push_back(estimate_json(stage.rank_correlation));
    structures.push_back(estimate_json(stage.structural_similarity));
    if (stage.signed_rank_correlation) signed_ranks.push_back(estimate_json(*stage.signed_rank_correlation));
  }
  ordered_json json = {{"verdict", measure::name(method.verdict())},
                       {"rank_correlation", ranks},
                       {"structural_similarity", structures}};
  if (!signed_ranks.empty()) json["signed_rank_correlation"] = signed_ranks;
  return json;
}

ordered_json sanity_json(const std::optional<measure::SanityCheck>& sanity) {
  if (!sanity) return nullptr;
  ordered_json methods = ordered_json::object();
  for (const measure::MethodSanity& method : sanity->methods)
    methods[std::string(method.method->name)] = method_json(method);
  return {{"photos", sanity->photos},
          {"stages", sanity->stages},
          {"same_top_class", sanity->same_top_class},
          {"methods", methods}};
}

ordered_json part_json(const measure::PartSummary& part) {
  ordered_json moved = ordered_json::object(), maps = ordered_json::object();
  for (std::size_t era = 0; era < measure::car_eras.size(); ++era)
    moved[std::string(measure::car_eras[era])] = part.moved_to_era_years[era];
  for (const measure::PartSummary::Share& share : part.shares) {
    maps[share.map] = {{"weight_share", estimate_json(share.weight_share)},
                       {"less_edges", estimate_json(share.less_edges)}};
  }
  return {{"part", measure::name(part.part)},
          {"moved_years", part.moved_years},
          {"moved_to_era_years", moved},
          {"reacts", part.reacts()},
          {"area_share", part.area_share ? estimate_json(*part.area_share) : ordered_json(nullptr)},
          {"maps", maps}};
}

ordered_json drawn_cars_json(const std::optional<measure::PartExchangeEvaluation>& drawn) {
  if (!drawn) return nullptr;
  ordered_json years = ordered_json::object();
  for (std::size_t era = 0; era < measure::car_eras.size(); ++era)
    years[std::string(measure::car_eras[era])] = drawn->years[era];
  auto parts = ordered_json::array();
  for (const measure::PartSummary& part : drawn->parts) parts.push_back(part_json(part));
  return {{"cars", drawn->cars},
          {"unfamiliar_share", drawn->unfamiliar_share},
          {"reaction_threshold_years", measure::reaction_threshold_years},
          {"expected_years", years},
          {"parts", parts}};
}

}  // namespace

ordered_json saliency_json(const measure::SaliencyEvaluation& evaluation) {
  auto maps = ordered_json::array();
  for (const measure::CurveSummary& map : evaluation.curves) maps.push_back(summary_json(map));
  return {{"photos", evaluation.photos},
          {"cars", evaluation.cars},
          {"steps", evaluation.options.steps},
          {"seed", evaluation.options.seed},
          {"resamples", evaluation.plan.resamples},
          {"blur_sigma_px", explain::blur_sigma_px(evaluation.size_px)},
          {"lost_answer_years", measure::lost_answer_years},
          {"maps", maps},
          {"sanity_check", sanity_json(evaluation.sanity)},
          {"drawn_cars", drawn_cars_json(evaluation.drawn_cars)}};
}

ordered_json saliency_curves_json(const measure::SaliencyEvaluation& evaluation) {
  auto curves = ordered_json::array();
  for (const measure::CurveSummary& map : evaluation.curves) {
    curves.push_back(map_json(map));
    curves.back()["deletion"] = estimates_json(map.deletion);
    curves.back()["insertion"] = estimates_json(map.insertion);
  }
  return curves;
}

}  // namespace deepcars::report
