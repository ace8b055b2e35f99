// Which buckets the photos were given, and whether the model is right as often as it says.
#include <cmath>

#include "native/report/evaluation_text.h"
#include "native/report/prediction_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

ordered_json confusion_values(const ReportData& data) {
  auto values = ordered_json::array();
  for (int truth = 0; truth < data.buckets.classes(); ++truth) {
    const auto row = static_cast<std::size_t>(truth);
    if (data.evaluation.photos_per_class[row] == 0) continue;
    for (int given = 0; given < data.buckets.classes(); ++given) {
      values.push_back({{"true years", data.buckets.text(truth)},
                        {"given years", data.buckets.text(given)},
                        {"share", data.evaluation.confusion[row][static_cast<std::size_t>(given)]},
                        {"photos", data.evaluation.photos_per_class[row]}});
    }
  }
  return values;
}

Table confusion_table(const ReportData& data) {
  Table table{{"true years", "photos"}, {}};
  for (int k = 0; k < data.buckets.classes(); ++k) table.header.push_back(data.buckets.text(k));
  for (int k = 0; k < data.buckets.classes(); ++k) {
    const auto row = static_cast<std::size_t>(k);
    table.rows.push_back({data.buckets.text(k), std::to_string(data.evaluation.photos_per_class[row])});
    for (const double share : data.evaluation.confusion[row]) table.rows.back().push_back(fixed(share, 2));
  }
  return table;
}

Table reliability_table(const std::vector<ReliabilityBin>& bins) {
  Table table{{"confidence", "photos", "mean confidence", "right"}, {}};
  for (const ReliabilityBin& bin : bins) {
    if (bin.photos == 0) continue;
    table.rows.push_back({interval_text(Interval{bin.low, bin.high}, true) + " %", std::to_string(bin.photos),
                          value_text(bin.confidence, true), value_text(bin.accuracy, true)});
  }
  return table;
}

ordered_json reliability_values(const std::vector<ReliabilityBin>& bins) {
  auto values = ordered_json::array();
  for (const ReliabilityBin& bin : bins) {
    if (bin.photos == 0) continue;
    values.push_back({{"low", bin.low},
                      {"high", bin.high},
                      {"photos", bin.photos},
                      {"confidence", bin.confidence},
                      {"right", bin.accuracy}});
  }
  return values;
}

}  // namespace

Section confusion_section(const ReportData& data) {
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": {"step": 24},
    "encoding": {
      "x": {"field": "given years", "type": "ordinal", "sort": null, "title": "years that the model gives",
            "axis": {"labelAngle": -45, "domain": false, "ticks": false}},
      "y": {"field": "true years", "type": "ordinal", "sort": null, "title": "true years",
            "axis": {"domain": false, "ticks": false}},
      "tooltip": [{"field": "true years"}, {"field": "given years"},
                  {"field": "share", "type": "quantitative", "format": ".1%"},
                  {"field": "photos", "type": "quantitative", "title": "photos of these true years"}]},
    "layer": [
      {"mark": {"type": "rect", "color": "var(--accent)"},
       "encoding": {"opacity": {"field": "share", "type": "quantitative", "legend": null,
                                "scale": {"domain": [0, 1], "range": [0.03, 1]}}}},
      {"transform": [{"filter": "datum.share >= 0.05"}],
       "mark": {"type": "text", "fontSize": 11},
       "encoding": {"text": {"field": "share", "type": "quantitative", "format": ".0%"},
                    "color": {"condition": {"test": "datum.share > 0.6", "value": "var(--on-accent)"},
                              "value": "var(--ink)"}}}]})json",
                                 confusion_values(data));
  Section section{
      "confusion",
      "Which years are taken for which?",
      {"Each row sums to 1 over the photos of its true years; buckets without photos have no row. A strong "
       "diagonal is right, and near it is nearly right."}};
  section.charts.push_back(
      {"Confusion matrix",
       "Heat map: rows are the true years, columns the years that the model gives, and the stronger a "
       "cell's colour, the larger its share of the row. Shares of 5 % or more are written out.",
       std::move(spec), confusion_table(data)});
  return section;
}

Section reliability_section(const ReportData& data) {
  const auto& bins = data.evaluation.reliability;
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": 300,
    "layer": [
      {"data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
       "mark": {"type": "line", "strokeDash": [5, 4], "color": "var(--soft)"},
       "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}},
      {"mark": {"type": "line", "point": {"filled": true, "size": 70}},
       "encoding": {
         "x": {"field": "confidence", "type": "quantitative", "title": "confidence",
               "axis": {"format": "%"}, "scale": {"domain": [0, 1]}},
         "y": {"field": "right", "type": "quantitative", "title": "share that is right",
               "axis": {"format": "%"}, "scale": {"domain": [0, 1]}},
         "tooltip": [{"field": "photos", "type": "quantitative"},
                     {"field": "confidence", "type": "quantitative", "format": ".1%"},
                     {"field": "right", "type": "quantitative", "format": ".1%"}]}}]})json",
                                 reliability_values(bins));
  ordered_json histogram = chart_spec(R"json({
    "width": "container", "height": 300, "mark": {"type": "bar", "binSpacing": 1},
    "encoding": {
      "x": {"field": "low", "type": "quantitative", "bin": "binned", "title": "confidence", "axis": {"format": "%"},
            "scale": {"domain": [0, 1]}},
      "x2": {"field": "high"},
      "y": {"field": "photos", "type": "quantitative"},
      "tooltip": [{"field": "low", "type": "quantitative", "format": ".1%", "title": "confidence above"},
                  {"field": "photos", "type": "quantitative"}]}})json",
                                      reliability_values(bins));
  Section section{
      "reliability",
      "Is it right as often as it says?",
      {"The confidence of an answer is the probability of its likeliest bucket. The expected calibration "
       "error, " +
       value_text(data.evaluation.model.calibration_error, true) +
       ", is the mean distance of the points from the diagonal, weighted by their photos (" +
       std::to_string(bins.size()) +
       " bins; Guo et al., 2017). Below the diagonal the model promises too much, above it too little."}};
  section.charts.push_back(
      {"Reliability",
       "Line of the share of right answers over the mean confidence of each bin, beside the diagonal on "
       "which the two are equal.",
       std::move(spec), reliability_table(bins), true});
  section.charts.push_back({"How confident it is", "Bars of the number of photos in each confidence bin.",
                            std::move(histogram), reliability_table(bins), true});
  return section;
}

}  // namespace deepcars::report
