#include "native/saliency_records.h"

#include <algorithm>
#include <string>

#include "shared/measure/baseline_maps.h"

namespace deepcars::native {
namespace {

using measure::CurveOptions;
using measure::MapCurves;
using measure::MapSimilarity;
using nlohmann::json;
using nlohmann::ordered_json;

/// Calls read and returns what it found; nothing if a key or a type of the JSON is another.
template <typename Read>
auto tolerant(Read read) -> decltype(read()) {
  try {
    return read();
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

/// All curves that the options promise, without their values.
measure::PhotoCurves empty_curves(const CurveOptions& options) {
  measure::PhotoCurves curves;
  for (const explain::Target::Kind target : measure::tested_targets) {
    for (const explain::Fill fill : options.fills) {
      for (const explain::Method* method : options.methods)
        curves.push_back({.target = target, .fill = fill, .map = std::string(method->name)});
      for (const measure::BaselineMap& baseline : measure::baseline_maps())
        curves.push_back({.target = target, .fill = fill, .map = std::string(baseline.name)});
    }
  }
  return curves;
}

bool is_of(const json& found, const MapCurves& expected) {
  return found.at("target") == explain::info(expected.target).name &&
         found.at("fill") == explain::name(expected.fill) && found.at("map") == expected.map;
}

}  // namespace

ordered_json to_json(const measure::PhotoCurves& curves) {
  auto list = ordered_json::array();
  for (const MapCurves& curve : curves) {
    list.push_back({{"target", explain::info(curve.target).name},
                    {"fill", explain::name(curve.fill)},
                    {"map", curve.map},
                    {"passes", curve.passes},
                    {"edge_rank_correlation", curve.edge_rank_correlation},
                    {"deletion", curve.deletion},
                    {"insertion", curve.insertion}});
  }
  return list;
}

std::optional<measure::PhotoCurves> curves_from_json(const json& json, const CurveOptions& options) {
  return tolerant([&]() -> std::optional<measure::PhotoCurves> {
    measure::PhotoCurves curves = empty_curves(options);
    if (!json.is_array() || json.size() != curves.size()) return std::nullopt;
    const std::size_t points = static_cast<std::size_t>(options.steps) + 1;
    for (std::size_t i = 0; i < curves.size(); ++i) {
      if (!is_of(json[i], curves[i])) return std::nullopt;
      curves[i].passes = json[i].at("passes");
      curves[i].edge_rank_correlation = json[i].at("edge_rank_correlation");
      curves[i].deletion = json[i].at("deletion").get<std::vector<double>>();
      curves[i].insertion = json[i].at("insertion").get<std::vector<double>>();
      if (curves[i].deletion.size() != points || curves[i].insertion.size() != points) return std::nullopt;
    }
    return curves;
  });
}

ordered_json to_json(const measure::PhotoSanity& sanity) {
  auto methods = ordered_json::array();
  for (const MapSimilarity& similarity : sanity.methods) {
    ordered_json row = {{"rank_correlation", similarity.rank_correlation},
                        {"structural_similarity", similarity.structural_similarity}};
    if (similarity.signed_rank_correlation)
      row["signed_rank_correlation"] = *similarity.signed_rank_correlation;
    methods.push_back(row);
  }
  return {{"same_top_class", sanity.same_top_class}, {"methods", methods}};
}

std::optional<measure::PhotoSanity> sanity_from_json(const json& json, std::size_t methods) {
  return tolerant([&]() -> std::optional<measure::PhotoSanity> {
    measure::PhotoSanity sanity{.same_top_class = json.at("same_top_class")};
    for (const auto& row : json.at("methods")) {
      sanity.methods.push_back({.rank_correlation = row.at("rank_correlation"),
                                .structural_similarity = row.at("structural_similarity")});
      if (row.contains("signed_rank_correlation"))
        sanity.methods.back().signed_rank_correlation = row["signed_rank_correlation"].get<double>();
    }
    if (sanity.methods.size() != methods) return std::nullopt;
    return sanity;
  });
}

ordered_json to_json(const measure::PartTest& test) {
  auto changes = ordered_json::array();
  for (const measure::ChangeInRegion& change : test.changes)
    changes.push_back({{"map", change.map}, {"weight_share", change.weight_share}});
  return {{"from", test.exchange.from},
          {"to", test.exchange.to},
          {"area_share", test.area_share},
          {"changes", changes}};
}

std::optional<measure::PartTest> part_test_from_json(const json& json, const measure::Exchange& exchange,
                                                     std::span<const explain::Method* const> methods) {
  return tolerant([&]() -> std::optional<measure::PartTest> {
    if (json.at("from") != exchange.from || json.at("to") != exchange.to) return std::nullopt;
    measure::PartTest test{.exchange = exchange, .area_share = json.at("area_share"), .changes = {}};
    for (const auto& change : json.at("changes"))
      test.changes.push_back({change.at("map").get<std::string>(), change.at("weight_share")});
    // The methods, then the edges.
    if (test.changes.size() != methods.size() + 1) return std::nullopt;
    for (std::size_t m = 0; m < methods.size(); ++m) {
      if (test.changes[m].map != methods[m]->name) return std::nullopt;
    }
    return test;
  });
}

}  // namespace deepcars::native
