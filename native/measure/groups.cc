#include "native/measure/groups.h"

#include <cmath>
#include <map>

#include "native/base/decade.h"
#include "native/measure/metrics.h"
#include "shared/measure/rank_correlation.h"

namespace deepcars::measure {
namespace {

Group measure(std::span<const EvaluatedPhoto* const> photos, double median_year, const BootstrapPlan& plan) {
  std::vector<double> errors, median_errors, years, expected, in_range, unfamiliar;
  std::vector<int> decades;
  std::vector<std::string> split_groups;
  for (const EvaluatedPhoto* photo : photos) {
    years.push_back(photo->truth.year);
    expected.push_back(photo->score.expected_year);
    errors.push_back(std::abs(expected.back() - years.back()));
    median_errors.push_back(std::abs(median_year - years.back()));
    decades.push_back(base::decade(photo->truth.year));
    if (const auto held = outcome_of(*photo).in_range) in_range.push_back(*held);
    if (photo->familiarity) unfamiliar.push_back(photo->familiarity->unfamiliar ? 1 : 0);
    split_groups.push_back(photo->split_group);
  }
  Group group;
  group.photos = photos.size();
  group.mae_years = *mean(errors);
  group.mae_interval_years = mean_interval(errors, split_groups, plan);
  group.macro_mae_years = *macro_mean(errors, decades);
  group.median_year_mae_years = *mean(median_errors);
  group.median_year_macro_mae_years = *macro_mean(median_errors, decades);
  group.range_coverage = mean(in_range);
  group.unfamiliar_share = mean(unfamiliar);
  group.rank_correlation_year = rank_correlation(expected, years);
  return group;
}

}  // namespace

std::vector<Group> group_photos(std::span<const EvaluatedPhoto> photos, double median_year,
                                const BootstrapPlan& plan,
                                const std::function<std::string(const EvaluatedPhoto&)>& name_of) {
  std::map<std::string, std::vector<const EvaluatedPhoto*>> members;
  for (const EvaluatedPhoto& photo : photos) {
    const std::string name = name_of(photo);
    members[name.empty() ? "(unnamed)" : name].push_back(&photo);
  }
  std::vector<Group> groups;
  for (const auto& [name, of_group] : members) {
    groups.push_back(measure(of_group, median_year, plan));
    groups.back().name = name;
  }
  return groups;
}

}  // namespace deepcars::measure
