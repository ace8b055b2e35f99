// An evaluation as metrics.json.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "native/measure/evaluation.h"

namespace deepcars::report {

/// What was evaluated, in words.
struct EvaluationTitle {
  std::string model;
  std::string index;  ///< The index's file name, without its folder.
  std::string split;  ///< "test", or "all".
  std::size_t unreadable_photos = 0;
};

/// [low, high], or null without an interval.
nlohmann::ordered_json interval_json(const std::optional<measure::Interval>& interval);

/// metrics.json: title, counts, "metrics", "baselines" with the same keys (null where not defined),
/// "intervals" with [low, high] for each of those keys and for model minus baseline (null without a
/// bootstrap), "by_decade", "by_make", "by_source", "reliability", "buckets". Also what a weight file carries
/// as its evaluation.
nlohmann::ordered_json evaluation_json(const measure::Evaluation& evaluation, const EvaluationTitle& title,
                                       const score::YearBuckets& buckets);

}  // namespace deepcars::report
