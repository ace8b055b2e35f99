#include "shared/measure/curve_trial.h"

#include <algorithm>

#include "shared/measure/baseline_maps.h"

namespace deepcars::measure {
namespace {

/// "random blobs, edges and edges near the centre". Precondition: there is a name.
std::string joined(const std::vector<std::string>& names) {
  std::string text = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 < names.size() ? ", " : " and ") + names[i];
  return text;
}

}  // namespace

bool TestedCurves::is_ahead_of(const TestedCurves& other) const {
  return deletion_area < other.deletion_area && insertion_area > other.insertion_area;
}

CurveTrial::CurveTrial(const CarModel& model, const Prediction& prediction, const explain::HeatMap& map,
                       const explain::Target& target, const CurveTrialOptions& options)
    : model_(model),
      prediction_(prediction),
      target_(target),
      options_(options),
      seed_(photo_seed(prediction.input.values, options.seed)),
      photo_point_(perturbation_point(prediction.score, target, prediction.score.top_class)) {
  const int size_px = model.metadata().input.size_px;
  entries_.push_back({.name = "", .map = map, .importance = importance_for(target.kind)});
  for (const BaselineMap& baseline : baseline_maps()) {
    if (!baseline.must_be_beaten) continue;
    entries_.push_back({.name = baseline.name,
                        .map = baseline.draw(prediction.input.values, size_px, seed_),
                        .importance = Importance::value});
  }
}

int CurveTrial::steps() const {
  // The fill, then the states between the ends.
  return 1 + static_cast<int>(entries_.size()) * 2 * (options_.steps - 1);
}

void CurveTrial::step(nn::ThreadPool& pool) {
  const InputScorer score = state_scorer(model_, target_, prediction_.score.top_class, pool);
  const int size_px = model_.metadata().input.size_px;
  if (steps_done_ == 0) {
    fill_picture_ = explain::filled(prediction_.input.values, model_.metadata().input, options_.fill);
    fill_point_ = score({prediction_.input.shape, fill_picture_}).front();
  } else {
    if (perturbed_.empty() || perturbed_.back().left() == 0) {
      const Entry& next = entries_[perturbed_.size()];
      const CurveEnds ends{prediction_.input.values, fill_picture_, photo_point_, fill_point_};
      perturbed_.emplace_back(ends, size_px, importance_order(next.map, next.importance, seed_),
                              options_.steps);
    }
    perturbed_.back().score_next(1, score);
  }
  ++steps_done_;
}

std::vector<TestedCurves> CurveTrial::so_far() const {
  const auto left = [&](const std::vector<PerturbationPoint>& points) {
    std::vector<double> values;
    for (const PerturbationPoint& point : points)
      values.push_back(answer_left(target_.kind, point, photo_point_.expected_year));
    return values;
  };
  std::vector<TestedCurves> maps;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    maps.push_back({.name = entries_[i].name});
    if (i >= perturbed_.size()) continue;
    const PerturbationCurves curves = perturbed_[i].curves();
    maps.back().deletion = left(curves.deletion);
    maps.back().insertion = left(curves.insertion);
    if (!is_finished()) continue;
    maps.back().deletion_area = area_under_curve(maps.back().deletion);
    maps.back().insertion_area = area_under_curve(maps.back().insertion);
  }
  return maps;
}

std::string verdict_text(const std::vector<TestedCurves>& maps) {
  std::vector<std::string> beaten, others;
  for (std::size_t i = 1; i < maps.size(); ++i) {
    const BaselineMap* baseline = find_baseline_map(maps[i].name);
    (maps.front().is_ahead_of(maps[i]) ? beaten : others).emplace_back(baseline->label);
  }
  const std::string a_single_photo = " A single photo proves little.";
  if (others.empty())
    return "On this photo the map passes: to take out what it marks changes the answer faster, and to put it in "
           "brings the answer back sooner, than with " +
           joined(beaten) + "." + a_single_photo;
  return "On this photo the map does not pass: it is not ahead, by both measures, of " + joined(others) +
         ", which are drawn without the network." + a_single_photo;
}

}  // namespace deepcars::measure
