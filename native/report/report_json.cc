#include "native/report/report_json.h"

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "native/report/features_text.h"
#include "native/report/saliency_json.h"
#include "native/report/showcase.h"

namespace deepcars::report {
namespace {

using nlohmann::ordered_json;

/// A hundredth is finer than a chart can show.
double rounded(double value) { return std::round(100 * value) / 100; }

ordered_json measures_json() {
  auto json = ordered_json::array();
  for (const measure::Measure& measure : measure::measures) {
    json.push_back({{"key", measure.key},
                    {"words", measure.words},
                    {"percent", measure.percent},
                    {"less_is_better", measure.less_is_better}});
  }
  return json;
}

ordered_json baselines_json() {
  auto json = ordered_json::array();
  for (const measure::Baseline& baseline : measure::baselines) {
    json.push_back({{"key", baseline.key}, {"words", baseline.words}});
  }
  return json;
}

/// Photos per key and split; the splits of a key in the order of `splits`, those without photos left out.
template <typename Key>
class Counts {
 public:
  void add(const Key& key, const std::string& split) { counts_[key][split] += 1; }

  ordered_json json(const char* key_name) const {
    auto json = ordered_json::array();
    for (const auto& [key, of_split] : counts_) {
      for (const char* split : splits) {
        const auto found = of_split.find(split);
        if (found == of_split.end()) continue;
        json.push_back({{key_name, key}, {"split", split}, {"photos", found->second}});
      }
    }
    return json;
  }

 private:
  static constexpr std::array splits = {"train", "val", "test", ""};
  std::map<Key, std::map<std::string, std::size_t>> counts_;
};

ordered_json index_json(std::span<const data::Photo> index) {
  Counts<int> years;
  Counts<std::string> viewpoints;
  for (const data::Photo& photo : index) {
    years.add(photo.year, photo.split);
    if (!photo.viewpoint.empty()) viewpoints.add(photo.viewpoint, photo.split);
  }
  return {{"photos", index.size()},
          {"by_year", years.json("year")},
          {"by_viewpoint", viewpoints.json("viewpoint")}};
}

ordered_json photos_json(std::span<const measure::EvaluatedPhoto> photos) {
  auto json = ordered_json::array();
  for (const measure::EvaluatedPhoto& photo : photos) {
    json.push_back({{"year", photo.truth.year},
                    {"expected_year", rounded(photo.score.expected_year)},
                    {"modernity", rounded(photo.score.modernity)},
                    {"car", photo.make + " " + photo.model},
                    {"source", photo.source}});
  }
  return json;
}

ordered_json points_json(const std::vector<LearningCurvePoint>& points) {
  auto json = ordered_json::array();
  for (const LearningCurvePoint& point : points) {
    json.push_back({{"phase", point.phase},
                    {"step", point.step},
                    {"time_s", point.time_s},
                    {"loss", point.loss},
                    {"accuracy", point.accuracy}});
  }
  return json;
}

ordered_json learning_curves_json(const std::optional<LearningCurves>& curves) {
  if (!curves) return nullptr;
  return {{"run", curves->run},
          {"batches_per_point", curves->batches_per_point},
          {"by_epoch", points_json(curves->by_epoch)},
          {"by_batch", points_json(curves->by_batch)}};
}

ordered_json pictures_json(const std::vector<Picture>& pictures) {
  auto json = ordered_json::array();
  for (const Picture& picture : pictures) {
    json.push_back(
        {{"data_uri", picture.data_uri}, {"alternative", picture.alternative}, {"caption", picture.caption}});
  }
  return json;
}

ordered_json galleries_json(const Galleries& galleries) {
  return {{"confident_from", confident_from},
          {"typical", pictures_json(galleries.typical)},
          {"best", pictures_json(galleries.best)},
          {"worst", pictures_json(galleries.worst)},
          {"surprising", pictures_json(galleries.surprising)},
          {"explained", pictures_json(galleries.explained)}};
}

}  // namespace

ordered_json metrics_json(const ReportData& data) {
  ordered_json json = evaluation_json(data.evaluation, data.title, data.buckets);
  if (data.familiarity) json["familiarity"] = familiarity_json(*data.familiarity);
  if (data.neighbours) json["neighbours"] = neighbours_json(*data.neighbours);
  if (data.saliency) json["saliency"] = saliency_json(*data.saliency);
  return json;
}

ordered_json report_json(const ReportData& data) {
  return {{"metrics", metrics_json(data)},
          {"measures", measures_json()},
          {"baselines", baselines_json()},
          {"confusion", data.evaluation.confusion},
          {"index", index_json(data.index)},
          {"photos", photos_json(data.photos)},
          {"learning_curves", learning_curves_json(data.learning_curves)},
          {"saliency_curves", data.saliency ? saliency_curves_json(*data.saliency) : ordered_json(nullptr)},
          {"galleries", galleries_json(data.galleries)}};
}

}  // namespace deepcars::report
