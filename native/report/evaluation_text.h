// An evaluation as CSV and as a table for a terminal.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "native/measure/evaluation.h"
#include "native/report/evaluation_json.h"

namespace deepcars::report {

/// "34.7 %", "3.98", or "-" where it is not defined.
std::string value_text(const std::optional<double>& value, bool percent);
/// "31.0 .. 38.2", in percent if asked for, or "-".
std::string interval_text(const std::optional<measure::Interval>& interval, bool percent);

/// The measures of the model, the intervals, and the baselines, as text: a header, then a row per measure of
/// its words, the model's value, its interval ("-" without) and a value per baseline.
std::vector<std::vector<std::string>> measure_rows(const measure::Evaluation& evaluation);

/// predictions.csv: path, year, label (bucket), expected_year, modernity, top (bucket), true_probability,
/// source, make, model. label and true_probability are empty if the year is in no bucket.
std::string predictions_csv(std::span<const measure::EvaluatedPhoto> photos,
                            const score::YearBuckets& buckets);

/// confusion_matrix.csv: a row per true bucket with its photos and the shares of the buckets it was given,
/// which sum to 1, or are all 0 where there are no photos.
std::string confusion_csv(const measure::Evaluation& evaluation, const score::YearBuckets& buckets);

/// A table for a terminal: measures beside baselines, then errors by decade and source.
std::string evaluation_table(const measure::Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets);

}  // namespace deepcars::report
