#include "native/measure/intervals.h"

namespace deepcars::measure {
namespace {

SummaryInterval interval(std::span<const Summary> resamples) {
  SummaryInterval result;
  for (const Measure& measure : measures) {
    std::vector<double> values;
    for (const Summary& summary : resamples) {
      if (const auto& value = summary.*measure.value) values.push_back(*value);
    }
    const std::optional<Interval> ends = percentile_interval(std::move(values));
    if (!ends) continue;
    result.low.*measure.value = ends->low;
    result.high.*measure.value = ends->high;
  }
  return result;
}

Summary difference(const Summary& a, const Summary& b) {
  Summary result;
  for (const Measure& measure : measures) {
    const auto &of_a = a.*measure.value, &of_b = b.*measure.value;
    if (of_a && of_b) result.*measure.value = *of_a - *of_b;
  }
  return result;
}

}  // namespace

std::optional<Interval> SummaryInterval::of(const Measure& measure) const {
  const auto &first = low.*measure.value, &last = high.*measure.value;
  if (!first || !last) return std::nullopt;
  return Interval{*first, *last};
}

std::optional<Intervals> bootstrap_intervals(std::span<const Outcome> model,
                                             std::span<const std::vector<Outcome>> baselines,
                                             std::span<const std::string> groups, const BootstrapPlan& plan) {
  GroupBootstrap bootstrap(groups, plan.seed);
  if (plan.resamples < 1 || bootstrap.groups() < 2) return std::nullopt;
  std::vector<Summary> of_model;
  std::vector<std::vector<Summary>> of_baselines(baselines.size()), differences(baselines.size());
  for (int resample = 0; resample < plan.resamples; ++resample) {
    const std::vector<std::size_t>& positions = bootstrap.next();
    of_model.push_back(summarise(model, positions));
    for (std::size_t b = 0; b < baselines.size(); ++b) {
      of_baselines[b].push_back(summarise(baselines[b], positions));
      differences[b].push_back(difference(of_model.back(), of_baselines[b].back()));
    }
  }
  Intervals result{.plan = plan, .groups = bootstrap.groups(), .model = interval(of_model), .baselines = {}};
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    result.baselines.push_back(
        {.baseline = interval(of_baselines[b]), .model_minus_baseline = interval(differences[b])});
  }
  return result;
}

}  // namespace deepcars::measure
