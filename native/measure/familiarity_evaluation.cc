#include "native/measure/familiarity_evaluation.h"

#include <algorithm>
#include <numeric>

#include "shared/measure/rank_correlation.h"
#include "shared/order.h"

namespace deepcars::measure {
namespace {

/// The share of cars that are flagged when detectors are compared.
constexpr double compared_share = 0.02;

double caught(std::vector<double> cars, std::span<const double> others) {
  std::sort(cars.begin(), cars.end(), Ascending{});
  const double threshold = cars[static_cast<std::size_t>(compared_share * static_cast<double>(cars.size()))];
  const auto below =
      std::count_if(others.begin(), others.end(), [&](double value) { return value < threshold; });
  return static_cast<double>(below) / static_cast<double>(others.size());
}

/// Resamples cars by whole groups, and the other photos one by one.
std::optional<Interval> area_interval(const Detector& detector, std::span<const std::string> groups,
                                      const BootstrapPlan& plan) {
  GroupBootstrap cars(groups, plan.seed);
  if (plan.resamples < 1 || cars.groups() < 2) return std::nullopt;
  Random random(plan.seed + 1);
  std::vector<double> areas;
  for (int i = 0; i < plan.resamples; ++i) {
    std::vector<double> drawn_cars, drawn_others;
    for (const std::size_t position : cars.next()) drawn_cars.push_back(detector.cars[position]);
    for (std::size_t n = 0; n < detector.others.size(); ++n) {
      drawn_others.push_back(detector.others[random.below(detector.others.size())]);
    }
    areas.push_back(roc_area(drawn_cars, drawn_others));
  }
  return percentile_interval(std::move(areas));
}

}  // namespace

double roc_area(std::span<const double> larger, std::span<const double> smaller) {
  std::vector<double> all(larger.begin(), larger.end());
  all.insert(all.end(), smaller.begin(), smaller.end());
  const std::vector<double> places = ranks(all);
  const double sum =
      std::accumulate(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(larger.size()), 0.0);
  const double n = static_cast<double>(larger.size()), m = static_cast<double>(smaller.size());
  return (sum - n * (n + 1) / 2) / (n * m);
}

std::vector<Detection> detections(std::span<const Detector> detectors, std::span<const std::string> groups,
                                  const BootstrapPlan& plan) {
  std::vector<Detection> result;
  for (const Detector& detector : detectors) {
    result.push_back({.key = detector.key,
                      .words = detector.words,
                      .auc = roc_area(detector.cars, detector.others),
                      .auc_interval = area_interval(detector, groups, plan),
                      .caught = caught(detector.cars, detector.others)});
  }
  return result;
}

}  // namespace deepcars::measure
