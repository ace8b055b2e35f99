#include "native/measure/curve_summary.h"

#include <algorithm>
#include <utility>

#include "native/measure/metrics.h"
#include "shared/measure/baseline_maps.h"

namespace deepcars::measure {
namespace {

/// The areas of one map, by photo.
struct PhotoAreas {
  std::vector<double> deletion, insertion, insertion_less_deletion;
};

/// Whose photos may be drawn again, and how often.
struct Resampling {
  std::span<const std::string> groups;
  const BootstrapPlan& plan;
};

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
  std::vector<double> result;
  for (std::size_t i = 0; i < a.size(); ++i) result.push_back(a[i] - b[i]);
  return result;
}

PhotoAreas areas_of(std::span<const PhotoCurves> photos, std::size_t curve) {
  PhotoAreas areas;
  for (const PhotoCurves& photo : photos) {
    areas.deletion.push_back(area_under_curve(photo[curve].deletion));
    areas.insertion.push_back(area_under_curve(photo[curve].insertion));
  }
  areas.insertion_less_deletion = differences(areas.insertion, areas.deletion);
  return areas;
}

PhotoAreas differences(const PhotoAreas& a, const PhotoAreas& b) {
  return {differences(a.deletion, b.deletion), differences(a.insertion, b.insertion),
          differences(a.insertion_less_deletion, b.insertion_less_deletion)};
}

Areas estimated(const PhotoAreas& areas, const Resampling& resampling) {
  const auto of = [&](const std::vector<double>& values) {
    return MeanInterval{*mean(values), mean_interval(values, resampling.groups, resampling.plan)};
  };
  return {of(areas.deletion), of(areas.insertion), of(areas.insertion_less_deletion)};
}

std::vector<Estimate> mean_curve(std::span<const PhotoCurves> photos, std::size_t curve,
                                 std::vector<double> MapCurves::* values) {
  std::vector<Estimate> points;
  for (std::size_t step = 0; step < (photos.front()[curve].*values).size(); ++step) {
    std::vector<double> of_photos;
    for (const PhotoCurves& photo : photos) of_photos.push_back((photo[curve].*values)[step]);
    points.push_back(estimate(of_photos));
  }
  return points;
}

CurveSummary summary_of(std::span<const PhotoCurves> photos, std::size_t curve, const Areas& areas) {
  const MapCurves& first = photos.front()[curve];
  std::vector<double> passes, edge_rank_correlations;
  for (const PhotoCurves& photo : photos) {
    passes.push_back(static_cast<double>(photo[curve].passes));
    edge_rank_correlations.push_back(photo[curve].edge_rank_correlation);
  }
  return {.target = first.target,
          .fill = first.fill,
          .map = first.map,
          .passes = *mean(passes),
          .edge_rank_correlation = estimate(edge_rank_correlations),
          .deletion = mean_curve(photos, curve, &MapCurves::deletion),
          .insertion = mean_curve(photos, curve, &MapCurves::insertion),
          .areas = areas};
}

}  // namespace

bool Lead::is_ahead() const {
  const auto &deletion = less.deletion.interval, &insertion = less.insertion.interval;
  return deletion && deletion->high < 0 && insertion && insertion->low > 0;
}

std::vector<std::string> CurveSummary::not_ahead_of() const {
  std::vector<std::string> names;
  for (const Lead& lead : leads) {
    if (lead.must_be_beaten && !lead.is_ahead()) names.push_back(lead.over);
  }
  return names;
}

bool CurveSummary::is_ahead() const { return !leads.empty() && not_ahead_of().empty(); }

std::vector<CurveSummary> summarise(std::span<const PhotoCurves> photos, std::span<const std::string> groups,
                                    const BootstrapPlan& plan) {
  const Resampling resampling{groups, plan};
  std::vector<CurveSummary> summaries;
  std::vector<PhotoAreas> areas;
  for (std::size_t curve = 0; curve < photos.front().size(); ++curve) {
    areas.push_back(areas_of(photos, curve));
    summaries.push_back(summary_of(photos, curve, estimated(areas.back(), resampling)));
    summaries.back().is_baseline = find_baseline_map(summaries.back().map) != nullptr;
  }
  for (CurveSummary& summary : summaries) {
    if (summary.is_baseline) continue;
    const auto own = static_cast<std::size_t>(&summary - summaries.data());
    for (std::size_t other = 0; other < summaries.size(); ++other) {
      const BaselineMap* baseline = find_baseline_map(summaries[other].map);
      if (baseline == nullptr || !baseline->is_rival || summaries[other].target != summary.target ||
          summaries[other].fill != summary.fill)
        continue;
      summary.leads.push_back({.over = summaries[other].map,
                               .must_be_beaten = baseline->must_be_beaten,
                               .less = estimated(differences(areas[own], areas[other]), resampling)});
    }
  }
  return summaries;
}

}  // namespace deepcars::measure
