#include "native/report/evaluation_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "native/base/csv.h"
#include "native/report/prediction_text.h"

namespace deepcars::report {
namespace {

using nlohmann::ordered_json;

/// The one list of the measures: key in JSON, words in the table, unit, place in a Summary.
struct Measure {
  const char* key;
  const char* words;
  bool percent;
  std::optional<double> Summary::*value;
};

constexpr std::array<Measure, 9> kMeasures = {{
    {"accuracy", "accuracy", true, &Summary::accuracy},
    {"within_one_bucket", "within one bucket", true, &Summary::within_one_bucket},
    {"macro_accuracy", "accuracy, mean over buckets", true, &Summary::macro_accuracy},
    {"mae_years", "error in years", false, &Summary::mae_years},
    {"macro_mae_years", "error in years, mean over decades", false, &Summary::macro_mae_years},
    {"rank_correlation_modernity", "rank correlation, modernity", false,
     &Summary::rank_correlation_modernity},
    {"rank_correlation_year", "rank correlation, expected year", false, &Summary::rank_correlation_year},
    {"calibration_error", "calibration error (15 bins)", true, &Summary::calibration_error},
    {"nll", "negative log likelihood", false, &Summary::nll},
}};

ordered_json summary_json(const Summary& summary) {
  ordered_json json = ordered_json::object();
  for (const Measure& measure : kMeasures) {
    const auto& value = summary.*measure.value;
    json[measure.key] = value ? ordered_json(*value) : ordered_json(nullptr);
  }
  return json;
}

ordered_json groups_json(const std::vector<Group>& groups, const char* key) {
  auto json = ordered_json::array();
  for (const Group& group : groups) {
    json.push_back({{key, group.name},
                    {"photos", group.photos},
                    {"mae_years", group.mae_years},
                    {"median_year_mae_years", group.median_year_mae_years}});
  }
  return json;
}

ordered_json buckets_json(const Evaluation& evaluation, const score::YearBuckets& buckets) {
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

std::string empty_buckets(const Evaluation& evaluation, const score::YearBuckets& buckets) {
  std::string names;
  for (int k = 0; k < buckets.classes(); ++k) {
    if (evaluation.photos_per_class[static_cast<std::size_t>(k)] > 0) continue;
    names += (names.empty() ? "" : ", ") + buckets.text(k);
  }
  return names;
}

std::string cell(const std::optional<double>& value, bool percent) {
  if (!value) return "-";
  return percent ? fixed(100 * *value, 1) + " %" : fixed(*value, 2);
}

void add_groups(const char* heading, const std::vector<Group>& groups, std::string& text) {
  char line[160];
  std::snprintf(line, sizeof line, "\n%-34s %9s %9s %12s\n", heading, "photos", "model", "median year");
  text += line;
  for (const Group& group : groups) {
    std::snprintf(line, sizeof line, "  %-32.32s %9zu %9.2f %12.2f\n", group.name.c_str(), group.photos,
                  group.mae_years, group.median_year_mae_years);
    text += line;
  }
}

}  // namespace

ordered_json evaluation_json(const Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets) {
  ordered_json outside = ordered_json::object();
  for (const auto& [year, photos] : evaluation.years_outside_buckets) outside[std::to_string(year)] = photos;
  return {{"model", title.model},
          {"index", title.index},
          {"split", title.split},
          {"photos", evaluation.photos},
          {"unreadable_photos", title.unreadable_photos},
          {"photos_outside_buckets", evaluation.photos_outside_buckets()},
          {"years_outside_buckets", outside},
          {"metrics", summary_json(evaluation.model)},
          {"baselines",
           {{"from", evaluation.statistics.from},
            {"photos", evaluation.statistics.photos},
            {"majority_bucket", buckets.text(evaluation.statistics.majority_class)},
            {"median_year_of_baseline", evaluation.statistics.median_year},
            {"majority_class", summary_json(evaluation.majority_class)},
            {"class_prior", summary_json(evaluation.class_prior)},
            {"median_year", summary_json(evaluation.median_year)}}},
          {"by_decade", groups_json(evaluation.by_decade, "decade")},
          {"by_source", groups_json(evaluation.by_source, "source")},
          {"buckets", buckets_json(evaluation, buckets)}};
}

std::string predictions_csv(std::span<const EvaluatedPhoto> photos, const score::YearBuckets& buckets) {
  std::string text = native::csv_line(
      {"path", "year", "label", "expected_year", "modernity", "top", "true_probability", "source"});
  for (const EvaluatedPhoto& photo : photos) {
    const auto& label = photo.truth.label;
    const std::string likelihood =
        label ? fixed(photo.score.probabilities[static_cast<std::size_t>(*label)], 6) : "";
    text += native::csv_line({photo.path, std::to_string(photo.truth.year), label ? buckets.text(*label) : "",
                              fixed(photo.score.expected_year, 3), fixed(photo.score.modernity, 4),
                              buckets.text(photo.score.top_class), likelihood, photo.source});
  }
  return text;
}

std::string confusion_csv(const Evaluation& evaluation, const score::YearBuckets& buckets) {
  std::vector<std::string> cells = {"true", "photos"};
  for (int k = 0; k < buckets.classes(); ++k) cells.push_back(buckets.text(k));
  std::string text = native::csv_line(cells);
  for (int k = 0; k < buckets.classes(); ++k) {
    const auto row = static_cast<std::size_t>(k);
    cells = {buckets.text(k), std::to_string(evaluation.photos_per_class[row])};
    for (const double share : evaluation.confusion[row]) cells.push_back(fixed(share, 8));
    text += native::csv_line(cells);
  }
  return text;
}

std::string evaluation_table(const Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets) {
  std::string text = title.model + " on " + std::to_string(evaluation.photos) + " photos of " + title.index +
                     " (split: " + title.split + ")\n";
  if (title.unreadable_photos > 0) {
    text += std::to_string(title.unreadable_photos) + " more could not be read and are left out.\n";
  }
  if (const std::size_t outside = evaluation.photos_outside_buckets(); outside > 0) {
    text += std::to_string(outside) + " are of years outside the model's " +
            std::to_string(buckets.first_year()) + "-" + std::to_string(buckets.last_year()) +
            ": they count for years only, not for buckets.\n";
  }
  char line[160];
  std::snprintf(line, sizeof line, "\n%-34s %9s %9s %12s %12s\n", "", "model", "majority", "class prior",
                "median year");
  text += line;
  for (const Measure& measure : kMeasures) {
    const auto of = [&](const Summary& summary) { return cell(summary.*measure.value, measure.percent); };
    std::snprintf(line, sizeof line, "%-34s %9s %9s %12s %12s\n", measure.words, of(evaluation.model).c_str(),
                  of(evaluation.majority_class).c_str(), of(evaluation.class_prior).c_str(),
                  of(evaluation.median_year).c_str());
    text += line;
  }
  text += "The baselines know the years of " + evaluation.statistics.from + ".\n";
  add_groups("Error in years, by decade", evaluation.by_decade, text);
  add_groups("Error in years, by source", evaluation.by_source, text);
  if (const std::string empty = empty_buckets(evaluation, buckets); !empty.empty()) {
    text += "\nNo photos, so all zero in the confusion matrix: " + empty + ".\n";
  }
  return text;
}

}  // namespace deepcars::report
