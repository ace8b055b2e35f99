#include "native/report/evaluation_text.h"

#include <cstdio>

#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/base/unicode.h"

namespace deepcars::report {
namespace {

std::string empty_buckets(const measure::Evaluation& evaluation, const score::YearBuckets& buckets) {
  std::vector<std::string> names;
  for (int k = 0; k < buckets.classes(); ++k) {
    if (evaluation.photos_per_class[static_cast<std::size_t>(k)] > 0) continue;
    names.push_back(buckets.text(k));
  }
  return joined(names);
}

void add_groups(const char* heading, const std::vector<measure::Group>& groups, std::string& text) {
  char line[160];
  std::snprintf(line, sizeof line, "\n%-34s %9s %9s %12s %9s\n", heading, "photos", "model", "median year",
                "in range");
  text += line;
  for (const measure::Group& group : groups) {
    std::snprintf(line, sizeof line, "  %-32.32s %9zu %9.2f %12.2f %9s\n", one_line(group.name).c_str(),
                  group.photos, group.mae_years, group.median_year_mae_years,
                  value_text(group.range_coverage, true).c_str());
    text += line;
  }
}

/// measure_rows in columns, the intervals only if there are any.
void add_measures(const measure::Evaluation& evaluation, std::string& text) {
  const auto& intervals = evaluation.intervals;
  text += "\n";
  for (const std::vector<std::string>& row : measure_rows(evaluation)) {
    char line[200];
    std::snprintf(line, sizeof line, "%-34s %9s", row[0].c_str(), row[1].c_str());
    text += line;
    if (intervals) {
      std::snprintf(line, sizeof line, " %16s", row[2].c_str());
      text += line;
    }
    std::snprintf(line, sizeof line, " %9s %12s %12s\n", row[3].c_str(), row[4].c_str(), row[5].c_str());
    text += line;
  }
  if (intervals) {
    text += "The intervals are of " + std::to_string(intervals->plan.resamples) +
            " bootstrap resamples of the " + std::to_string(intervals->groups) + " split groups.\n";
  }
}

}  // namespace

std::string value_text(const std::optional<double>& value, bool percent) {
  if (!value) return "-";
  return percent ? base::fixed(100 * *value, 1) + " %" : base::fixed(*value, 2);
}

std::string interval_text(const std::optional<measure::Interval>& interval, bool percent) {
  if (!interval) return "-";
  const double scale = percent ? 100 : 1;
  const int digits = percent ? 1 : 2;
  return base::fixed(scale * interval->low, digits) + " .. " + base::fixed(scale * interval->high, digits);
}

std::vector<std::vector<std::string>> measure_rows(const measure::Evaluation& evaluation) {
  std::vector<std::vector<std::string>> rows = {{"", "model", "95 % interval"}};
  for (const measure::Baseline& baseline : measure::baselines) rows.front().push_back(baseline.words);
  for (const measure::Measure& measure : measure::measures) {
    const auto& intervals = evaluation.intervals;
    rows.push_back({measure.words, value_text(evaluation.model.*measure.value, measure.percent),
                    intervals ? interval_text(intervals->model.of(measure), measure.percent) : "-"});
    for (const measure::Baseline& baseline : measure::baselines) {
      rows.back().push_back(value_text((evaluation.*baseline.value).*measure.value, measure.percent));
    }
  }
  return rows;
}

std::string predictions_csv(std::span<const measure::EvaluatedPhoto> photos,
                            const score::YearBuckets& buckets) {
  std::string text = base::csv_line({"path", "year", "label", "expected_year", "ranges", "familiarity",
                                     "modernity", "top", "true_probability", "source", "make", "model"});
  for (const measure::EvaluatedPhoto& photo : photos) {
    const auto& label = photo.truth.label;
    const std::string likelihood =
        label ? base::fixed(photo.score.probabilities[static_cast<std::size_t>(*label)], 6) : "";
    text += base::csv_line({base::path_text(photo.path), std::to_string(photo.truth.year),
                            label ? buckets.text(*label) : "", base::fixed(photo.score.expected_year, 3),
                            score::text(photo.ranges),
                            photo.familiarity ? base::fixed(photo.familiarity->share, 4) : "",
                            base::fixed(photo.score.modernity, 4), buckets.text(photo.score.top_class),
                            likelihood, photo.source, photo.make, photo.model});
  }
  return text;
}

std::string confusion_csv(const measure::Evaluation& evaluation, const score::YearBuckets& buckets) {
  std::vector<std::string> cells = {"true", "photos"};
  for (int k = 0; k < buckets.classes(); ++k) cells.push_back(buckets.text(k));
  std::string text = base::csv_line(cells);
  for (int k = 0; k < buckets.classes(); ++k) {
    const auto row = static_cast<std::size_t>(k);
    cells = {buckets.text(k), std::to_string(evaluation.photos_per_class[row])};
    for (const double share : evaluation.confusion[row]) cells.push_back(base::fixed(share, 8));
    text += base::csv_line(cells);
  }
  return text;
}

std::string evaluation_table(const measure::Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets) {
  std::string text = one_line(title.model + " on " + std::to_string(evaluation.photos) + " photos of " +
                              title.index + " (split: " + title.split + ")") +
                     "\n";
  if (title.unreadable_photos > 0) {
    text += std::to_string(title.unreadable_photos) + " more could not be read and are left out.\n";
  }
  if (const std::size_t outside = evaluation.photos_outside_buckets(); outside > 0) {
    text += std::to_string(outside) + " are of years outside the model's " +
            std::to_string(buckets.first_year()) + "-" + std::to_string(buckets.last_year()) +
            ": they count for years only, not for buckets.\n";
  }
  add_measures(evaluation, text);
  text += "The baselines know the years of " + evaluation.statistics.from + ".\n";
  add_groups("Error in years, by decade", evaluation.by_decade, text);
  add_groups("Error in years, by source", evaluation.by_source, text);
  if (const std::string empty = empty_buckets(evaluation, buckets); !empty.empty()) {
    text += "\nNo photos, so all zero in the confusion matrix: " + empty + ".\n";
  }
  return text;
}

}  // namespace deepcars::report
