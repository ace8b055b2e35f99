#include "native/report/evaluation_json.h"

namespace deepcars::report {

using nlohmann::ordered_json;

ordered_json interval_json(const std::optional<measure::Interval>& interval) {
  return interval ? ordered_json{interval->low, interval->high} : ordered_json(nullptr);
}

namespace {

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json summary_json(const measure::Summary& summary) {
  ordered_json json = ordered_json::object();
  for (const measure::Measure& measure : measure::measures)
    json[measure.key] = or_null(summary.*measure.value);
  return json;
}

ordered_json summary_interval_json(const measure::SummaryInterval& interval) {
  ordered_json json = ordered_json::object();
  for (const measure::Measure& measure : measure::measures)
    json[measure.key] = interval_json(interval.of(measure));
  return json;
}

ordered_json intervals_json(const std::optional<measure::Intervals>& intervals) {
  if (!intervals) return nullptr;
  ordered_json of_baselines = ordered_json::object(), differences = ordered_json::object();
  for (std::size_t b = 0; b < measure::baselines.size(); ++b) {
    of_baselines[measure::baselines[b].key] = summary_interval_json(intervals->baselines[b].baseline);
    differences[measure::baselines[b].key] =
        summary_interval_json(intervals->baselines[b].model_minus_baseline);
  }
  return {{"level", measure::interval_level},  {"method", "percentile bootstrap over split groups"},
          {"split_groups", intervals->groups}, {"resamples", intervals->plan.resamples},
          {"seed", intervals->plan.seed},      {"model", summary_interval_json(intervals->model)},
          {"baselines", of_baselines},         {"model_minus_baseline", differences}};
}

ordered_json groups_json(const std::vector<measure::Group>& groups, const char* key) {
  auto json = ordered_json::array();
  for (const measure::Group& group : groups) {
    json.push_back({{key, group.name},
                    {"photos", group.photos},
                    {"mae_years", group.mae_years},
                    {"mae_years_interval", interval_json(group.mae_interval_years)},
                    {"median_year_mae_years", group.median_year_mae_years},
                    {"macro_mae_years", group.macro_mae_years},
                    {"median_year_macro_mae_years", group.median_year_macro_mae_years},
                    {"range_coverage", or_null(group.range_coverage)},
                    {"unfamiliar_share", or_null(group.unfamiliar_share)},
                    {"rank_correlation_year", or_null(group.rank_correlation_year)}});
  }
  return json;
}

ordered_json reliability_json(const std::vector<measure::ReliabilityBin>& bins) {
  auto json = ordered_json::array();
  for (const measure::ReliabilityBin& bin : bins) {
    const bool empty = bin.photos == 0;
    json.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"photos", bin.photos},
                    {"confidence", empty ? ordered_json(nullptr) : ordered_json(bin.confidence)},
                    {"accuracy", empty ? ordered_json(nullptr) : ordered_json(bin.accuracy)}});
  }
  return json;
}

ordered_json buckets_json(const measure::Evaluation& evaluation, const score::YearBuckets& buckets) {
  auto json = ordered_json::array();
  for (int k = 0; k < buckets.classes(); ++k) {
    const auto row = static_cast<std::size_t>(k);
    const std::size_t photos = evaluation.photos_per_class[row];
    json.push_back(
        {{"years", buckets.text(k)},
         {"photos", photos},
         {"accuracy", photos > 0 ? ordered_json(evaluation.confusion[row][row]) : ordered_json(nullptr)}});
  }
  return json;
}

}  // namespace

ordered_json evaluation_json(const measure::Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets) {
  ordered_json outside = ordered_json::object();
  for (const auto& [year, photos] : evaluation.years_outside_buckets) outside[std::to_string(year)] = photos;
  ordered_json guesses = {{"from", evaluation.statistics.from},
                          {"photos", evaluation.statistics.photos},
                          {"majority_bucket", buckets.text(evaluation.statistics.majority_class)},
                          {"median_year_of_baseline", evaluation.statistics.median_year}};
  for (const measure::Baseline& baseline : measure::baselines)
    guesses[baseline.key] = summary_json(evaluation.*baseline.value);
  return {{"model", title.model},
          {"index", title.index},
          {"split", title.split},
          {"photos", evaluation.photos},
          {"unreadable_photos", title.unreadable_photos},
          {"photos_outside_buckets", evaluation.photos_outside_buckets()},
          {"years_outside_buckets", outside},
          {"metrics", summary_json(evaluation.model)},
          {"baselines", guesses},
          {"intervals", intervals_json(evaluation.intervals)},
          {"by_decade", groups_json(evaluation.by_decade, "decade")},
          {"by_make", groups_json(evaluation.by_make, "make")},
          {"by_source", groups_json(evaluation.by_source, "source")},
          {"reliability", reliability_json(evaluation.reliability)},
          {"buckets", buckets_json(evaluation, buckets)}};
}

}  // namespace deepcars::report
