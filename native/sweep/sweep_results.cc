#include "native/sweep/sweep_results.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>

#include "native/base/csv.h"
#include "native/base/text.h"
#include "native/base/unicode.h"
#include "shared/order.h"

namespace deepcars::sweep {
namespace {

using measure::FoldMeasures;

/// The one list of what a sweep tells of a recipe.
struct Column {
  const char* key;
  const char* words;
  int decimals;
  std::function<std::optional<double>(const FoldMeasures&)> value;
};

const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"mae_years", "error", 2, [](const FoldMeasures& of) { return of.mae_years; }},
      {"macro_mae_years", "by decade", 2, [](const FoldMeasures& of) { return of.macro_mae_years; }},
      {"macro_ratio", "/ median", 3, [](const FoldMeasures& of) { return of.macro_ratio; }},
      {"rank_correlation", "rank corr.", 3, [](const FoldMeasures& of) { return of.rank_correlation; }},
      {"calibration_error", "calibr. err.", 3, [](const FoldMeasures& of) { return of.calibration_error; }},
      {"range_coverage", "in range", 3, [](const FoldMeasures& of) { return of.range_coverage; }},
      {"range_years", "range, years", 1, [](const FoldMeasures& of) { return of.range_years; }},
  };
  return all;
}

std::string number(std::optional<double> value, int decimals) {
  return value ? base::fixed(*value, decimals) : "";
}

std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

/// The measures of the folds that have photos of the part.
std::vector<FoldMeasures> measures_of(const VariantResult& result, measure::Part part) {
  std::vector<FoldMeasures> all;
  for (const measure::HeldOut& fold : result.folds) {
    if (const auto measures = measure::fold_measures(fold, part)) all.push_back(*measures);
  }
  return all;
}

/// "0.243 +-0.021"
std::string over_folds_text(const std::vector<FoldMeasures>& folds, const Column& column) {
  std::vector<double> values;
  for (const FoldMeasures& measures : folds) {
    if (const auto value = column.value(measures)) values.push_back(*value);
  }
  const auto over = measure::over_folds(values);
  if (!over) return "-";
  return number(over->mean, column.decimals) +
         (over->deviation ? " +-" + number(over->deviation, column.decimals) : "");
}

/// The answers of all variants for one photo, as expected years.
struct Answers {
  const measure::EvaluatedPhoto* photo = nullptr;
  double nearest = 0, farthest = 0;  ///< By their distance from the label.
  bool one_direction = true;

  double distance(double year) const { return std::abs(year - photo->truth.year); }

  void add(const measure::EvaluatedPhoto& answered) {
    const double year = answered.score.expected_year;
    if (photo == nullptr) {
      photo = &answered;
      nearest = farthest = year;
      return;
    }
    const bool newer = year > photo->truth.year, others_newer = nearest > photo->truth.year;
    one_direction = one_direction && newer == others_newer;
    if (distance(year) < distance(nearest)) nearest = year;
    if (distance(year) > distance(farthest)) farthest = year;
  }
};

}  // namespace

std::filesystem::path results_file(const std::filesystem::path& sweep) { return sweep / "sweep.csv"; }

std::string results_csv(std::span<const VariantResult> results) {
  std::vector<std::string> cells = {"variant", "fold", "part", "photos"};
  for (const Column& column : columns()) cells.emplace_back(column.key);
  std::string text = base::csv_line(cells);
  for (const VariantResult& result : results) {
    for (std::size_t fold = 0; fold < result.folds.size(); ++fold) {
      for (const measure::Part part : measure::parts) {
        const auto measures = measure::fold_measures(result.folds[fold], part);
        if (!measures) continue;
        cells = {result.name, std::to_string(fold + 1), measure::name(part),
                 std::to_string(measures->photos)};
        for (const Column& column : columns()) cells.push_back(number(column.value(*measures), 6));
        text += base::csv_line(cells);
      }
    }
  }
  return text;
}

std::string results_table(std::span<const VariantResult> results) {
  constexpr std::size_t width = 17;
  std::size_t names = 8;
  for (const VariantResult& result : results) names = std::max(names, result.name.size() + 2);
  std::string text;
  for (const measure::Part part : measure::parts) {
    text += "\nHeld-out photos: " + std::string(measure::name(part)) +
            " (mean over folds +- their standard deviation)\n";
    text += padded("", names);
    for (const Column& column : columns()) text += padded(column.words, width);
    text += "\n";
    for (const VariantResult& result : results) {
      text += padded(result.name, names);
      const std::vector<FoldMeasures> folds = measures_of(result, part);
      for (const Column& column : columns()) text += padded(over_folds_text(folds, column), width);
      text += "\n";
    }
  }
  return text;
}

std::vector<Suspect> find_suspects(std::span<const VariantResult> results, double min_years) {
  std::map<std::string, Answers> by_path;
  for (const VariantResult& result : results) {
    for (const measure::HeldOut& fold : result.folds) {
      for (const measure::EvaluatedPhoto& photo : fold.photos) by_path[photo.path].add(photo);
    }
  }
  std::vector<Suspect> suspects;
  for (const auto& [path, answers] : by_path) {
    if (!answers.one_direction || answers.distance(answers.nearest) <= min_years) continue;
    suspects.push_back(
        {.photo = *answers.photo, .nearest_year = answers.nearest, .farthest_year = answers.farthest});
  }
  const auto distance = [](const Suspect& suspect) {
    return std::abs(suspect.nearest_year - suspect.photo.truth.year);
  };
  std::stable_sort(suspects.begin(), suspects.end(), [&](const Suspect& a, const Suspect& b) {
    return Descending{}(distance(a), distance(b));
  });
  return suspects;
}

std::string suspects_csv(std::span<const Suspect> suspects) {
  std::string text =
      base::csv_line({"path", "year", "make", "model", "source", "nearest_answer", "farthest_answer"});
  for (const auto& [photo, nearest, farthest] : suspects) {
    text += base::csv_line({base::path_text(photo.path), std::to_string(photo.truth.year), photo.make,
                            photo.model, photo.source, number(nearest, 1), number(farthest, 1)});
  }
  return text;
}

}  // namespace deepcars::sweep
