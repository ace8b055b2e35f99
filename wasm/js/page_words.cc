// Prints what the build of the page takes from C++ as JSON: the tables of methods and targets for its HTML, the name
// of the file of neighbours, the limit of a photo's file, and what becomes random one after another in the test of a map. Runs under node. Output:
// {methods: [{name, label, answers}, ...], targets: [{name, label, answers, buckets, defaultMethod}, ...],
// fills: [{name, label}, ...], tilesPerSide, neighboursFile, rivalMaps: [label, ...],
// randomStages: [label, ...], maxFileBytes}.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/explain/fill.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"
#include "shared/explain/tile_grid.h"
#include "shared/features/neighbours.h"
#include "shared/image/decode.h"
#include "shared/measure/baseline_maps.h"
#include "shared/measure/weight_randomisation.h"

namespace {

using nlohmann::ordered_json;
using namespace deepcars::explain;

/// The members that both tables have.
template <typename Row>
ordered_json word(const Row& row) {
  return {{"name", row.name}, {"label", row.label}, {"answers", row.answers}};
}

}  // namespace

int main() {
  ordered_json words = {{"methods", ordered_json::array()}, {"targets", ordered_json::array()}};
  for (const Method& row : methods()) words["methods"].push_back(word(row));
  for (const TargetInfo& row : target_kinds()) {
    ordered_json target = word(row);
    target["buckets"] = row.buckets;
    target["defaultMethod"] = default_method({.kind = row.kind}).name;
    words["targets"].push_back(target);
  }
  for (const Fill fill : fills()) words["fills"].push_back({{"name", name(fill)}, {"label", label(fill)}});
  words["tilesPerSide"] = tiles_per_side;
  words["maxFileBytes"] = deepcars::image::DecodeLimits{}.file_bytes;
  words["neighboursFile"] = deepcars::features::neighbours_file_name;
  words["rivalMaps"] = ordered_json::array();
  for (const auto& map : deepcars::measure::baseline_maps()) {
    if (map.must_be_beaten) words["rivalMaps"].push_back(map.label);
  }
  words["randomStages"] = ordered_json::array();
  // The number of classes does not matter here.
  for (const auto& stage : deepcars::measure::resnet18_cascade(1))
    words["randomStages"].push_back(stage.label);
  std::printf("%s\n", words.dump(2).c_str());
}
