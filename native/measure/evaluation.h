// How good a model is on photos whose years are known.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "native/measure/baselines.h"
#include "native/measure/evaluated_photo.h"
#include "native/measure/groups.h"
#include "native/measure/intervals.h"
#include "native/measure/reliability.h"
#include "shared/score/year_buckets.h"

namespace deepcars::measure {

/// Everything that is measured, except saliency.
struct Evaluation {
  std::size_t photos = 0;
  std::map<int, std::size_t> years_outside_buckets;  ///< Photos per year that no bucket holds.
  Summary model;
  BaselineStatistics statistics;
  Summary majority_class;
  Summary class_prior;
  Summary median_year;
  std::optional<Intervals> intervals;  ///< Its baselines in the order of `baselines`.
  std::vector<Group> by_decade;
  std::vector<Group> by_make;
  std::vector<Group> by_source;
  std::vector<ReliabilityBin> reliability;
  std::vector<std::size_t> photos_per_class;   ///< [K]
  std::vector<std::vector<double>> confusion;  ///< [K,K], see confusion_matrix.

  std::size_t photos_outside_buckets() const;
};

/// The one list of the baselines: key in JSON, words for a person, place in an Evaluation.
struct Baseline {
  const char* key;
  const char* words;
  Summary Evaluation::* value;
};

inline constexpr std::array<Baseline, 3> baselines = {{
    {"majority_class", "majority", &Evaluation::majority_class},
    {"class_prior", "class prior", &Evaluation::class_prior},
    {"median_year", "median year", &Evaluation::median_year},
}};

/// Measures the model and the baselines on the same photos. Preconditions: photos is not empty; class_years
/// and every photo's probabilities are [K] of buckets.
Evaluation evaluate(std::span<const EvaluatedPhoto> photos, const BaselineStatistics& statistics,
                    const score::YearBuckets& buckets, std::span<const double> class_years,
                    const BootstrapPlan& plan = {});

}  // namespace deepcars::measure
