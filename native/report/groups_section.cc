// Where the model is good and where it is not: by decade, source and make.
#include <algorithm>

#include "native/report/evaluation_text.h"
#include "native/report/prediction_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kGroupsPerChart = 30;

Table groups_table(const std::vector<Group>& groups, const char* kind) {
  Table table{{kind, "photos", "error", "95 % interval", "median year's error", "error, mean over decades",
               "median year's, mean over decades", "rank correlation"},
              {}};
  for (const Group& group : groups) {
    table.rows.push_back({group.name, std::to_string(group.photos), fixed(group.mae_years, 2),
                          interval_text(group.mae_interval_years, false),
                          fixed(group.median_year_mae_years, 2), fixed(group.macro_mae_years, 2),
                          fixed(group.median_year_macro_mae_years, 2),
                          value_text(group.rank_correlation_year, false)});
  }
  return table;
}

ordered_json group_values(const std::vector<Group>& groups) {
  auto values = ordered_json::array();
  for (const Group& group : groups) {
    ordered_json json = {{"group", group.name}, {"photos", group.photos}, {"model", group.mae_years}};
    json["low"] = group.mae_interval_years ? group.mae_interval_years->low : group.mae_years;
    json["high"] = group.mae_interval_years ? group.mae_interval_years->high : group.mae_years;
    json["median year"] = group.median_year_mae_years;
    values.push_back(std::move(json));
  }
  return values;
}

Chart groups_chart(const std::vector<Group>& groups, const char* kind, const std::string& which) {
  std::vector<Group> shown = groups;
  if (shown.size() > kGroupsPerChart) {
    std::stable_sort(shown.begin(), shown.end(),
                     [](const Group& a, const Group& b) { return a.photos > b.photos; });
    shown.resize(kGroupsPerChart);
  }
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": {"step": 19},
    "encoding": {
      "y": {"field": "group", "type": "nominal", "sort": null, "title": null, "axis": {"labelLimit": 300}},
      "tooltip": [{"field": "group", "type": "nominal"}, {"field": "photos", "type": "quantitative"},
                  {"field": "model", "type": "quantitative", "format": ".2f"},
                  {"field": "low", "type": "quantitative", "format": ".2f"},
                  {"field": "high", "type": "quantitative", "format": ".2f"},
                  {"field": "median year", "type": "quantitative", "format": ".2f"}]},
    "layer": [
      {"mark": {"type": "rule", "strokeWidth": 2},
       "encoding": {"x": {"field": "low", "type": "quantitative", "title": "mean error in years"},
                    "x2": {"field": "high"}}},
      {"transform": [{"fold": ["model", "median year"], "as": ["answer", "error"]}],
       "mark": {"type": "point", "filled": true, "opacity": 1, "size": 90},
       "encoding": {"x": {"field": "error", "type": "quantitative", "scale": {"zero": true}},
                    "color": {"field": "answer", "type": "nominal", "sort": ["model", "median year"], "title": null},
                    "shape": {"field": "answer", "type": "nominal", "sort": ["model", "median year"], "title": null}}}]})json",
                                 group_values(shown));
  return {std::string("Error by ") + kind,
          "Mean absolute error in years of the model, with its 95 % interval where a group has more than one "
          "split group, "
          "and of always guessing the median year, on the same photos" +
              which + ".",
          std::move(spec), groups_table(groups, kind)};
}

}  // namespace

Section groups_section(const ReportData& data) {
  const Evaluation& evaluation = data.evaluation;
  const std::string most = ", for the " + std::to_string(kGroupsPerChart) + " with the most photos";
  const auto which = [&](const std::vector<Group>& groups) {
    return groups.size() > kGroupsPerChart ? most : "";
  };
  Section section{"groups",
                  "For which cars?",
                  {"A mean over all photos is mostly about the commonest cars. Here each part is measured by "
                   "itself. Where "
                   "a source holds few years, guessing the median year is hard to beat there, and a rank "
                   "correlation says "
                   "whether the model still orders its cars by age."}};
  section.charts.push_back(groups_chart(evaluation.by_decade, "decade", which(evaluation.by_decade)));
  section.charts.push_back(groups_chart(evaluation.by_source, "source", which(evaluation.by_source)));
  section.charts.push_back(groups_chart(evaluation.by_make, "make", which(evaluation.by_make)));
  return section;
}

}  // namespace deepcars::report
