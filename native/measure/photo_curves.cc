#include "native/measure/photo_curves.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "shared/measure/baseline_maps.h"
#include "shared/measure/rank_correlation.h"

namespace deepcars::measure {
namespace {

using Kind = explain::Target::Kind;

std::int64_t states_between(const CurveOptions& options) { return 2 * (std::int64_t{options.steps} - 1); }

/// A map and what it is measured for.
struct TestedMap {
  std::string_view name;
  const explain::HeatMap& map;
  std::int64_t passes;
  Importance importance;
  std::span<const Kind> targets;
};

/// Draws the curves of one photo, map by map.
class Measurement {
 public:
  Measurement(const CarModel& model, const PhotoToExplain& photo, const CurveOptions& options,
              nn::ThreadPool& pool, const PassesDone& passes_done)
      : model_(model),
        photo_(photo),
        options_(options),
        pool_(pool),
        passes_done_(passes_done),
        // Both targets are told by the same points.
        score_(state_scorer(model, {}, photo.prediction.score.top_class, pool)),
        seed_(photo_seed(photo.input, options.seed)),
        edges_(edge_map(photo.input, model.metadata().input.size_px)) {}

  /// False if the work was stopped.
  bool score_ends() {
    const image::InputSpec& spec = model_.metadata().input;
    nn::Tensor inputs{{static_cast<int>(options_.fills.size()), 3, spec.size_px, spec.size_px}, {}};
    for (const explain::Fill fill : options_.fills) {
      fill_pictures_.push_back(explain::filled(photo_.input, spec, fill));
      inputs.values.insert(inputs.values.end(), fill_pictures_.back().begin(), fill_pictures_.back().end());
    }
    fill_points_ = score_(inputs);
    return passes_done_(static_cast<std::int64_t>(options_.fills.size()));
  }

  Expected<bool> add_methods() {
    for (const Kind target : tested_targets) {
      for (const explain::Method* method : options_.methods) {
        const auto found = method_map(model_, photo_, *method, {.kind = target}, pool_);
        if (!found) return tl::unexpected(found.error());
        if (!passes_done_(found->passes)) return false;
        if (!add({.name = method->name,
                  .map = found->map,
                  .passes = found->passes,
                  .importance = importance_for(target),
                  .targets = std::span(&target, 1)}))
          return false;
      }
    }
    return true;
  }

  bool add_baselines() {
    const int size_px = model_.metadata().input.size_px;
    return std::all_of(baseline_maps().begin(), baseline_maps().end(), [&](const BaselineMap& baseline) {
      // Without values below 0, it orders the pixels alike for all targets.
      const explain::HeatMap map = baseline.draw(photo_.input, size_px, seed_);
      return add({.name = baseline.name,
                  .map = map,
                  .passes = 0,
                  .importance = Importance::value,
                  .targets = tested_targets});
    });
  }

  /// In the order that PhotoCurves promises.
  PhotoCurves take() {
    PhotoCurves result;
    for (const Kind target : tested_targets) {
      for (const explain::Fill fill : options_.fills) {
        auto& found = curves_[{target, fill}];
        std::move(found.begin(), found.end(), std::back_inserter(result));
      }
    }
    return result;
  }

 private:
  /// False if the work was stopped.
  bool add(const TestedMap& tested) {
    const auto order = importance_order(tested.map, tested.importance, seed_);
    const double likeness = absolute_rank_correlation(tested.map, edges_);
    const score::Score& score = photo_.prediction.score;
    const PerturbationPoint whole = perturbation_point(score, {}, score.top_class);
    for (std::size_t f = 0; f < options_.fills.size(); ++f) {
      const CurveEnds ends{photo_.input, fill_pictures_[f], whole, fill_points_[f]};
      const PerturbationCurves curves =
          perturbation_curves(ends, model_.metadata().input.size_px, order, options_.steps, score_);
      for (const Kind target : tested.targets) {
        const auto values = [&](const std::vector<PerturbationPoint>& points) {
          std::vector<double> left;
          for (const PerturbationPoint& point : points)
            left.push_back(answer_left(target, point, score.expected_year));
          return left;
        };
        curves_[{target, options_.fills[f]}].push_back({.target = target,
                                                        .fill = options_.fills[f],
                                                        .map = std::string(tested.name),
                                                        .passes = tested.passes,
                                                        .edge_rank_correlation = likeness,
                                                        .deletion = values(curves.deletion),
                                                        .insertion = values(curves.insertion)});
      }
      if (!passes_done_(states_between(options_))) return false;
    }
    return true;
  }

  const CarModel& model_;
  const PhotoToExplain& photo_;
  const CurveOptions& options_;
  nn::ThreadPool& pool_;
  const PassesDone& passes_done_;
  InputScorer score_;
  std::uint64_t seed_;
  explain::HeatMap edges_;
  std::vector<std::vector<float>> fill_pictures_;
  std::vector<PerturbationPoint> fill_points_;
  std::map<std::pair<Kind, explain::Fill>, std::vector<MapCurves>> curves_;
};

bool is_finite(const PhotoCurves& curves) {
  const auto finite = [](double value) { return std::isfinite(value); };
  return std::all_of(curves.begin(), curves.end(), [&](const MapCurves& map) {
    return std::all_of(map.deletion.begin(), map.deletion.end(), finite) &&
           std::all_of(map.insertion.begin(), map.insertion.end(), finite);
  });
}

}  // namespace

Expected<std::optional<PhotoCurves>> photo_curves(const CarModel& model, const PhotoToExplain& photo,
                                                  const CurveOptions& options, nn::ThreadPool& pool,
                                                  const PassesDone& passes_done) {
  if (options.fills.empty() || options.steps < 1) {
    return failure(ErrorCode::invalid_argument, "curves need a fill and a step", "give at least one of each");
  }
  Measurement measurement(model, photo, options, pool, passes_done);
  if (!measurement.score_ends()) return std::nullopt;
  const auto methods = measurement.add_methods();
  if (!methods) return tl::unexpected(methods.error());
  if (!*methods || !measurement.add_baselines()) return std::nullopt;
  PhotoCurves curves = measurement.take();
  if (is_finite(curves)) return curves;
  return failure(ErrorCode::internal,
                 "the network's answer to a photo with exchanged pixels is not a number");
}

std::int64_t expected_curve_passes(const CurveOptions& options) {
  const auto fills = static_cast<std::int64_t>(options.fills.size());
  const auto targets = static_cast<std::int64_t>(tested_targets.size());
  const auto maps = targets * static_cast<std::int64_t>(options.methods.size()) +
                    static_cast<std::int64_t>(baseline_maps().size());
  std::int64_t passes = fills + fills * maps * states_between(options);
  for (const explain::Method* method : options.methods) passes += targets * expected_passes(*method);
  return passes;
}

}  // namespace deepcars::measure
