// Photo by photo: years against years, and the cars themselves.
#include <algorithm>
#include <cmath>

#include "native/report/evaluation_text.h"
#include "native/report/prediction_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

double rounded(double value) { return std::round(100 * value) / 100; }

ordered_json scatter_values(const std::vector<EvaluatedPhoto>& photos) {
  auto values = ordered_json::array();
  for (const EvaluatedPhoto& photo : photos) {
    values.push_back({{"year", photo.truth.year},
                      {"expected", rounded(photo.score.expected_year)},
                      {"modernity", rounded(photo.score.modernity)},
                      {"car", photo.make + " " + photo.model},
                      {"source", photo.source}});
  }
  return values;
}

Table decades_table(const Evaluation& evaluation) {
  Table table{{"decade", "photos", "mean error of the expected year"}, {}};
  for (const Group& group : evaluation.by_decade) {
    table.rows.push_back({group.name, std::to_string(group.photos), fixed(group.mae_years, 2)});
  }
  return table;
}

/// Both ends of the true and the expected years, so that the diagonal is one.
ordered_json year_range(const std::vector<EvaluatedPhoto>& photos) {
  double first = photos.front().truth.year, last = first;
  for (const EvaluatedPhoto& photo : photos) {
    first = std::min({first, static_cast<double>(photo.truth.year), photo.score.expected_year});
    last = std::max({last, static_cast<double>(photo.truth.year), photo.score.expected_year});
  }
  return {std::floor(first), std::ceil(last)};
}

}  // namespace

Section years_section(const ReportData& data) {
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": 460,
    "layer": [
      {"mark": {"type": "line", "strokeDash": [5, 4], "color": "var(--soft)"},
       "encoding": {"x": {"field": "year", "type": "quantitative"}, "y": {"field": "year", "type": "quantitative"}}},
      {"params": [{"name": "zoom", "select": {"type": "interval", "zoom": "wheel![event.shiftKey]"}, "bind": "scales"}],
       "mark": {"type": "point", "filled": true, "size": 32, "opacity": 0.45},
       "encoding": {
         "x": {"field": "year", "type": "quantitative", "title": "true year", "axis": {"format": "d"}},
         "y": {"field": "expected", "type": "quantitative", "title": "expected year", "axis": {"format": "d"}},
         "tooltip": [{"field": "car"}, {"field": "year", "type": "quantitative"},
                     {"field": "expected", "type": "quantitative", "format": ".1f"},
                     {"field": "modernity", "type": "quantitative", "format": ".1f"}, {"field": "source"}]}}]})json",
                                 scatter_values(data.photos));
  const ordered_json range = year_range(data.photos);
  spec["layer"][0]["data"]["values"] = {{{"year", range[0]}}, {{"year", range[1]}}};
  for (auto& layer : spec["layer"]) {
    for (const char* axis : {"x", "y"})
      layer["encoding"][axis]["scale"] = {{"domain", range}, {"nice", true}};
  }
  Section section{
      "years",
      "The expected year beside the true one",
      {"A perfect model puts every photo on the diagonal. A model that hedges pulls the old and the new "
       "towards the middle. Rank correlation of expected year and year: " +
       value_text(data.evaluation.model.rank_correlation_year, false) + "; of modernity score and year: " +
       value_text(data.evaluation.model.rank_correlation_modernity, false) + "."}};
  section.charts.push_back(
      {"Expected year against year",
       "A point for every photo, its true year across and the expected year up; the dashed diagonal is "
       "where they agree. Point at a photo to see which it is; scroll with Shift held to zoom, drag to move. "
       "The numbers of "
       "every photo are in predictions.csv.",
       std::move(spec), decades_table(data.evaluation)});
  return section;
}

Section cars_section(const ReportData& data) {
  Section section{"cars",
                  "The cars themselves",
                  {"The modernity score runs from 1, oldest, to " + std::to_string(data.buckets.classes()) +
                   ", newest. All are chosen by rule, none by hand."}};
  const Galleries& galleries = data.galleries;
  for (const Gallery* gallery :
       {&galleries.typical, &galleries.best, &galleries.worst, &galleries.surprising}) {
    if (!gallery->pictures.empty()) section.galleries.push_back(*gallery);
  }
  if (galleries.surprising.pictures.empty()) {
    section.explanation.push_back(
        "No photo was both wrong and confident, so there are no most surprising ones.");
  }
  return section;
}

Section saliency_section(const ReportData& data) {
  return {"saliency", "What the answers rest on", {}, {}, {}, {data.galleries.explained}};
}

}  // namespace deepcars::report
