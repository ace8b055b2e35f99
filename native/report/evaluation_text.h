// An evaluation as files and as a table for a terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "native/report/evaluation.h"

namespace deepcars::report {

/// What was evaluated, in words.
struct EvaluationTitle {
  std::string model;
  std::string index;  ///< The index's file name, without its folder.
  std::string split;  ///< "test", or "all".
  std::size_t unreadable_photos = 0;
};

/// metrics.json: title, counts, "metrics", "baselines" with the same keys (null where not defined),
/// "by_decade", "by_source", "buckets". Also what a weight file carries as its evaluation.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation, const EvaluationTitle& title,
                                       const score::YearBuckets& buckets);

/// predictions.csv: path, year, label (bucket), expected_year, modernity, top (bucket), true_probability,
/// source. label and true_probability are empty if the year is in no bucket.
std::string predictions_csv(std::span<const EvaluatedPhoto> photos, const score::YearBuckets& buckets);

/// confusion_matrix.csv: a row per true bucket with its photos and the shares of the buckets it was given,
/// which sum to 1, or are all 0 where there are no photos.
std::string confusion_csv(const Evaluation& evaluation, const score::YearBuckets& buckets);

std::string evaluation_table(const Evaluation& evaluation, const EvaluationTitle& title,
                             const score::YearBuckets& buckets);

}  // namespace deepcars::report
