// How good the model is, beside the baselines.
#include <algorithm>
#include <span>

#include "native/report/evaluation_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

/// Of the baselines that define a measure, the one that is hardest to beat.
std::optional<std::size_t> best_baseline(const Evaluation& evaluation, const Measure& measure) {
  std::optional<std::size_t> best;
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    const auto& value = (evaluation.*baselines[b].value).*measure.value;
    if (!value) continue;
    if (!best) best = b;
    const double of_best = *((evaluation.*baselines[*best].value).*measure.value);
    if (measure.less_is_better ? *value < of_best : *value > of_best) best = b;
  }
  return best;
}

/// "-5.91 (-8.40 .. -3.62) to median year"
std::string advantage(const Evaluation& evaluation, const Measure& measure) {
  const auto best = best_baseline(evaluation, measure);
  const auto& of_model = evaluation.model.*measure.value;
  if (!best || !of_model) return "-";
  const double difference = *of_model - *((evaluation.*baselines[*best].value).*measure.value);
  std::string text = difference > 0 ? "+" : "";
  text += value_text(difference, measure.percent);
  if (const auto& intervals = evaluation.intervals) {
    text += " (" +
            interval_text(intervals->baselines[*best].model_minus_baseline.of(measure), measure.percent) +
            ")";
  }
  return text + " to " + baselines[*best].words;
}

Table measures_table(const Evaluation& evaluation) {
  Table table{{"", "model", "95 % interval", "majority", "class prior", "median year",
               "difference to the best baseline"},
              {}};
  for (const Measure& measure : measures) {
    const auto& intervals = evaluation.intervals;
    std::vector<std::string> row = {
        measure.words, value_text(evaluation.model.*measure.value, measure.percent),
        intervals ? interval_text(intervals->model.of(measure), measure.percent) : "-"};
    for (const Baseline& baseline : baselines) {
      row.push_back(value_text((evaluation.*baseline.value).*measure.value, measure.percent));
    }
    row.push_back(advantage(evaluation, measure));
    table.rows.push_back(std::move(row));
  }
  return table;
}

ordered_json point(const Measure& measure, const char* who, const Summary& summary,
                   const SummaryInterval* interval) {
  ordered_json json = {{"measure", measure.words}, {"answer", who}, {"value", *(summary.*measure.value)}};
  const std::optional<Interval> ends = interval ? interval->of(measure) : std::nullopt;
  json["low"] = ends ? ends->low : *(summary.*measure.value);
  json["high"] = ends ? ends->high : *(summary.*measure.value);
  return json;
}

/// One point with its interval for the model and each baseline, for every measure of one unit.
Chart comparison(const Evaluation& evaluation, const char* title, const char* axis,
                 std::span<const char* const> keys, const char* format) {
  auto values = ordered_json::array();
  for (const Measure& measure : measures) {
    if (std::find(keys.begin(), keys.end(), std::string(measure.key)) == keys.end()) continue;
    const auto& intervals = evaluation.intervals;
    const auto add = [&](const char* who, const Summary& summary, const SummaryInterval* interval) {
      if (summary.*measure.value) values.push_back(point(measure, who, summary, interval));
    };
    add("model", evaluation.model, intervals ? &intervals->model : nullptr);
    for (std::size_t b = 0; b < baselines.size(); ++b) {
      add(baselines[b].words, evaluation.*baselines[b].value,
          intervals ? &intervals->baselines[b].baseline : nullptr);
    }
  }
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": {"step": 15},
    "encoding": {
      "y": {"field": "measure", "type": "nominal", "sort": null, "title": null, "axis": {"labelLimit": 260}},
      "yOffset": {"field": "answer", "type": "nominal", "sort": null},
      "color": {"field": "answer", "type": "nominal", "sort": null, "title": null},
      "tooltip": [{"field": "measure"}, {"field": "answer"}, {"field": "value", "type": "quantitative"},
                  {"field": "low", "type": "quantitative"}, {"field": "high", "type": "quantitative"}]},
    "layer": [
      {"mark": {"type": "rule", "strokeWidth": 2},
       "encoding": {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}},
      {"mark": {"type": "point", "filled": true, "opacity": 1, "size": 80},
       "encoding": {"x": {"field": "value", "type": "quantitative", "scale": {"zero": true}},
                    "shape": {"field": "answer", "type": "nominal", "sort": null, "title": null}}}]})json",
                                 values);
  spec["layer"][0]["encoding"]["x"]["title"] = axis;
  spec["layer"][0]["encoding"]["x"]["axis"] = {{"format", format}};
  for (std::size_t i = 2; i < 5; ++i)
    spec["encoding"]["tooltip"][i]["format"] = std::string(format) == "%" ? ".1%" : ".2f";
  return {title,
          std::string("Points are the values of the model and of the baselines, lines their 95 % intervals."),
          spec, table_of(values, 3), true};
}

}  // namespace

Section measures_section(const ReportData& data) {
  const Evaluation& evaluation = data.evaluation;
  Section section{"measures", "How good is it?", {}};
  section.explanation.push_back("The baselines know the years of " + evaluation.statistics.from +
                                " and not the photo: always the commonest bucket (" +
                                data.buckets.text(evaluation.statistics.majority_class) +
                                "), a bucket drawn by its frequency, and always the median year (" +
                                std::to_string(static_cast<int>(evaluation.statistics.median_year)) + ").");
  if (const auto& intervals = evaluation.intervals) {
    section.explanation.push_back("The intervals say how far a number would move on other cars: " +
                                  std::to_string(intervals->plan.resamples) + " bootstrap resamples (seed " +
                                  std::to_string(intervals->plan.seed) +
                                  "), percentile method. Each draws from the " +
                                  std::to_string(intervals->groups) +
                                  " split groups with replacement and takes all photos of a group, because "
                                  "photos of one car are not independent; "
                                  "drawing single photos would promise too much. A difference to a baseline "
                                  "is taken within each resample: where its "
                                  "interval does not contain 0, it is not by chance of the cars drawn. Means "
                                  "over buckets and decades are over those "
                                  "that a resample has.");
  }
  section.tables.push_back(measures_table(evaluation));
  static constexpr const char* kYears[] = {"mae_years", "macro_mae_years"};
  static constexpr const char* kShares[] = {"accuracy", "within_one_bucket", "macro_accuracy"};
  section.charts.push_back(comparison(evaluation, "Error in years (less is better)", "years", kYears, "d"));
  section.charts.push_back(
      comparison(evaluation, "Right buckets (more is better)", "share of the photos", kShares, "%"));
  return section;
}

}  // namespace deepcars::report
