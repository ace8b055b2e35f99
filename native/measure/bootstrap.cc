#include "native/measure/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace deepcars::measure {

GroupBootstrap::GroupBootstrap(std::span<const std::string> groups, std::uint64_t seed) : random_(seed) {
  std::map<std::string, std::size_t> place;
  for (std::size_t photo = 0; photo < groups.size(); ++photo) {
    const bool alone = groups[photo].empty();
    const std::size_t group =
        alone ? members_.size() : place.try_emplace(groups[photo], members_.size()).first->second;
    if (group == members_.size()) members_.emplace_back();
    members_[group].push_back(photo);
  }
}

const std::vector<std::size_t>& GroupBootstrap::next() {
  positions_.clear();
  for (std::size_t draw = 0; draw < members_.size(); ++draw) {
    const std::vector<std::size_t>& group = members_[random_.below(members_.size())];
    positions_.insert(positions_.end(), group.begin(), group.end());
  }
  return positions_;
}

std::optional<Interval> percentile_interval(std::vector<double> values, double level) {
  if (values.empty() || !std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }))
    return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto quantile = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return std::lerp(values[below], values[above], place - std::floor(place));
  };
  return Interval{quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

std::optional<Interval> mean_interval(std::span<const double> values, std::span<const std::string> groups,
                                      const BootstrapPlan& plan) {
  GroupBootstrap bootstrap(groups, plan.seed);
  if (bootstrap.groups() < 2) return std::nullopt;
  std::vector<double> means;
  for (int resample = 0; resample < plan.resamples; ++resample) {
    const std::vector<std::size_t>& positions = bootstrap.next();
    double sum = 0;
    for (const std::size_t position : positions) sum += values[position];
    means.push_back(sum / static_cast<double>(positions.size()));
  }
  return percentile_interval(std::move(means));
}

}  // namespace deepcars::measure
