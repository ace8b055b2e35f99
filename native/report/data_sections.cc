// What the model learnt from and is tested on, and how the learning went.
#include <algorithm>
#include <map>
#include <set>

#include "native/report/prediction_text.h"
#include "native/report/sections.h"

namespace deepcars::report {
using namespace measure;
namespace {

using nlohmann::ordered_json;

/// "train", "val", "test" in this order; an index that was never split has one unnamed part.
const std::vector<std::string> kSplits = {"train", "val", "test", ""};

std::string split_text(const std::string& split) { return split.empty() ? "not split" : split; }

/// Photos per key and split.
template <typename Key>
using Counts = std::map<Key, std::map<std::string, std::size_t>>;

template <typename Key>
ordered_json count_values(const Counts<Key>& counts, const char* key_name) {
  auto values = ordered_json::array();
  for (const auto& [key, of_split] : counts) {
    for (std::size_t order = 0; order < kSplits.size(); ++order) {
      const auto found = of_split.find(kSplits[order]);
      if (found == of_split.end()) continue;
      values.push_back({{key_name, key},
                        {"split", split_text(kSplits[order])},
                        {"photos", found->second},
                        {"order", order}});
    }
  }
  return values;
}

template <typename Key>
Table count_table(const Counts<Key>& counts, const char* key_name) {
  std::set<std::string> splits;
  for (const auto& [key, of_split] : counts) {
    for (const auto& [split, photos] : of_split) splits.insert(split);
  }
  Table table{{key_name}, {}};
  for (const std::string& split : kSplits) {
    if (splits.contains(split)) table.header.push_back(split_text(split));
  }
  for (const auto& [key, of_split] : counts) {
    std::vector<std::string> row;
    if constexpr (std::is_same_v<Key, std::string>)
      row.push_back(key);
    else
      row.push_back(std::to_string(key));
    for (const std::string& split : kSplits) {
      if (!splits.contains(split)) continue;
      const auto found = of_split.find(split);
      row.push_back(found == of_split.end() ? "0" : std::to_string(found->second));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

constexpr const char* kBars = R"json({
  "width": "container", "height": 260, "mark": "bar",
  "encoding": {
    "x": {"type": "ordinal"},
    "y": {"field": "photos", "type": "quantitative", "stack": true},
    "color": {"field": "split", "type": "nominal", "title": null, "sort": ["train", "val", "test", "not split"]},
    "order": {"field": "order", "type": "quantitative"},
    "tooltip": [{"field": "split"}, {"field": "photos", "type": "quantitative"}]}})json";

template <typename Key>
ordered_json bars(const Counts<Key>& counts, const char* key_name) {
  ordered_json spec = chart_spec(kBars, count_values(counts, key_name));
  spec["encoding"]["x"]["field"] = key_name;
  spec["encoding"]["tooltip"].insert(spec["encoding"]["tooltip"].begin(), ordered_json{{"field", key_name}});
  return spec;
}

Chart years_chart(const std::vector<native::Photo>& index) {
  Counts<int> counts;
  for (const native::Photo& photo : index) counts[photo.year][photo.split] += 1;
  ordered_json spec = bars(counts, "year");
  // Every year has its place, also those without photos; the axis names decades.
  auto years = ordered_json::array(), named = ordered_json::array();
  for (int year = counts.begin()->first; year <= counts.rbegin()->first; ++year) {
    years.push_back(year);
    if (year % 10 == 0) named.push_back(year);
  }
  spec["encoding"]["x"]["scale"] = {{"domain", years}, {"paddingInner", 0.1}};
  spec["encoding"]["x"]["axis"] = {{"labelAngle", 0}};
  if (years.size() > 30) spec["encoding"]["x"]["axis"]["values"] = named;
  return {"Photos per year", "Bars of the index's photos per year of production, stacked by split.",
          std::move(spec), count_table(counts, "year")};
}

std::optional<Chart> viewpoints_chart(const std::vector<native::Photo>& index) {
  Counts<std::string> counts;
  for (const native::Photo& photo : index) {
    if (!photo.viewpoint.empty()) counts[photo.viewpoint][photo.split] += 1;
  }
  if (counts.empty()) return std::nullopt;
  ordered_json spec = bars(counts, "viewpoint");
  spec["encoding"]["x"]["title"] = "viewpoint, degrees around the car";
  spec["encoding"]["x"]["axis"] = {{"labelAngle", 0}};
  std::vector<std::string> order;
  for (const auto& [viewpoint, of_split] : counts) order.push_back(viewpoint);
  std::stable_sort(order.begin(), order.end(), [](const std::string& a, const std::string& b) {
    return std::strtod(a.c_str(), nullptr) < std::strtod(b.c_str(), nullptr);
  });
  spec["encoding"]["x"]["sort"] = order;
  return Chart{"Photos per viewpoint",
               "Bars of the index's photos per viewpoint, stacked by split; 0 is in front of the car.",
               std::move(spec), count_table(counts, "viewpoint")};
}

ordered_json curve_values(const std::vector<LearningCurvePoint>& points) {
  auto values = ordered_json::array();
  for (const LearningCurvePoint& point : points) {
    values.push_back({{"phase", point.phase},
                      {"step", point.step},
                      {"minutes", point.time_s / 60},
                      {"loss", point.loss},
                      {"accuracy", point.accuracy}});
  }
  return values;
}

/// One curve per phase. measure is "loss" or "accuracy"; across is the field of the horizontal axis.
Chart curve(const std::vector<LearningCurvePoint>& points, const std::string& measure, const char* across,
            const std::string& words) {
  ordered_json spec = chart_spec(R"json({
    "width": "container", "height": 220, "mark": {"type": "line", "point": {"filled": true, "size": 24}},
    "encoding": {
      "x": {"type": "quantitative"},
      "y": {"type": "quantitative", "scale": {"zero": false}},
      "color": {"field": "phase", "type": "nominal", "sort": ["Train", "Val"], "title": null},
      "strokeDash": {"field": "phase", "type": "nominal", "sort": ["Train", "Val"], "title": null},
      "tooltip": [{"field": "phase"}, {"field": "step", "type": "quantitative", "format": ".0f"},
                  {"field": "minutes", "type": "quantitative", "format": ".1f"},
                  {"field": "loss", "type": "quantitative", "format": ".3f"},
                  {"field": "accuracy", "type": "quantitative", "format": ".1%"}]}})json",
                                 curve_values(points));
  spec["encoding"]["x"]["field"] = across;
  spec["encoding"]["x"]["title"] = words;
  spec["encoding"]["y"]["field"] = measure;
  if (measure == "accuracy") spec["encoding"]["y"]["axis"] = {{"format", "%"}};
  return {(measure == "loss" ? "Loss by " : "Accuracy by ") + words,
          "Lines of the " + measure + " in training and in validation over " + words + ".", std::move(spec),
          table_of(curve_values(points), 3), true};
}

}  // namespace

Section photos_section(const ReportData& data) {
  Section section{"photos", "What it was learnt from and tested on", {}};
  section.explanation.push_back(std::to_string(data.index.size()) + " photos of " + data.title.index +
                                ". A bucket with few photos is learnt badly and measured badly.");
  section.charts.push_back(years_chart(data.index));
  if (auto viewpoints = viewpoints_chart(data.index)) {
    section.charts.push_back(std::move(*viewpoints));
  } else {
    section.explanation.push_back("The index does not say from which viewpoint its photos were taken.");
  }
  return section;
}

Section training_section(const ReportData& data) {
  Section section{"training", "How it learnt", {}};
  if (!data.learning_curves) {
    section.explanation.push_back(
        "There is no training run beside the model. With --run and the run's folder, evaluate draws its "
        "learning curves "
        "here.");
    return section;
  }
  const LearningCurves& curves = *data.learning_curves;
  section.explanation.push_back("The run in the folder " + curves.run +
                                ". Training figures are of augmented photos and of a network that still "
                                "changes, so they are not comparable with "
                                "validation figures to the last digit." +
                                (curves.batches_per_point > 1
                                     ? " Each point by batch is a mean of " +
                                           std::to_string(curves.batches_per_point) + " batches of its phase."
                                     : ""));
  for (const char* measure : {"loss", "accuracy"}) {
    section.charts.push_back(curve(curves.by_epoch, measure, "step", "epoch"));
  }
  for (const char* measure : {"loss", "accuracy"}) {
    section.charts.push_back(curve(curves.by_epoch, measure, "minutes", "time in minutes"));
  }
  for (const char* measure : {"loss", "accuracy"}) {
    section.charts.push_back(curve(curves.by_batch, measure, "step", "training batches"));
  }
  return section;
}

}  // namespace deepcars::report
