// How far the heat maps can be trusted: whether they depend on what the network has learnt, and on the right
// pixels.
#include <cstdlib>

#include "native/report/saliency_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

ordered_json values_of(const BandChart& chart, const char* x) {
  auto values = ordered_json::array();
  for (const Band& band : chart.bands) {
    for (std::size_t i = 0; i < chart.labels.size(); ++i) {
      values.push_back({{"map", band.name},
                        {x, chart.labels[i]},
                        {"mean", band.mean[i]},
                        {"low", band.low[i]},
                        {"high", band.high[i]}});
    }
  }
  return values;
}

Chart curve(const SaliencyEvaluation& evaluation, CurveKind kind, const char* title,
            const char* description) {
  auto values = values_of(curve_chart(evaluation, kind), "share");
  const Table numbers = table_of(values, 3);
  for (auto& value : values) value["share"] = std::atof(value["share"].get<std::string>().c_str());
  return {title, description,
          chart_spec(R"json({
    "width": "container", "height": 260,
    "encoding": {
      "x": {"field": "share", "type": "quantitative", "title": "share of pixels exchanged", "axis": {"format": "%"}},
      "color": {"field": "map", "type": "nominal", "sort": null}},
    "layer": [
      {"mark": {"type": "area", "opacity": 0.15},
       "encoding": {"y": {"field": "low", "type": "quantitative", "title": "probability of the first answer"},
                    "y2": {"field": "high"}}},
      {"mark": {"type": "line", "point": false},
       "encoding": {"y": {"field": "mean", "type": "quantitative"},
                    "tooltip": [{"field": "map"}, {"field": "share", "format": ".0%"},
                                {"field": "mean", "format": ".3f"}]}}]
  })json",
                     values),
          numbers, true};
}

Chart randomisation(const SaliencyEvaluation& evaluation) {
  const auto values = values_of(rank_correlation_chart(evaluation), "layer");
  return {"Does the map change when the network forgets?",
          "Rank correlation of a map with the trained network's, after all layers from the last one down to "
          "this one "
          "were given random weights. A map that hardly changes does not show what was learnt.",
          chart_spec(R"json({
    "width": "container", "height": 260,
    "mark": {"type": "line", "point": true},
    "encoding": {
      "x": {"field": "layer", "type": "ordinal", "sort": null, "title": "randomised down to"},
      "y": {"field": "mean", "type": "quantitative", "title": "rank correlation with the trained map"},
      "color": {"field": "map", "type": "nominal", "sort": null},
      "tooltip": [{"field": "map"}, {"field": "layer"}, {"field": "mean", "format": ".3f"}]}
  })json",
                     values),
          table_of(values, 3)};
}

}  // namespace

Section saliency_trust_section(const ReportData& data) {
  Section section{"saliency-trust", "How far the heat maps can be trusted", {}};
  if (!data.saliency) {
    section.explanation = {"Not measured: evaluate again with --saliency-photos 24."};
    return section;
  }
  section.explanation = {
      "Two tests, each beside maps that know nothing of the network: a random one, and the edges of the "
      "photo. In the "
      "first the network's weights are replaced by random ones, layer by layer from the end (Adebayo et al., "
      "Sanity "
      "Checks for Saliency Maps, 2018). In the second the pixels that a map calls important are taken out of "
      "the photo, "
      "or put into a blurred one, first (Petsiuk et al., RISE, 2018). Bands are one standard error over the "
      "photos.",
      "A map that does no better than random or edges is a picture, not an explanation."};
  section.charts = {
      randomisation(*data.saliency),
      curve(*data.saliency, CurveKind::deletion, "Deletion: lower is better",
            "The probability of the model's first answer while the most important pixels are blurred."),
      curve(*data.saliency, CurveKind::insertion, "Insertion: higher is better",
            "The same while the most important pixels are put into a blurred photo.")};
  return section;
}

}  // namespace deepcars::report
