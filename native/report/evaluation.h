// How good a model is on photos whose years are known.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "native/report/baselines.h"
#include "shared/score/score.h"
#include "shared/score/year_buckets.h"

namespace deepcars::report {

/// One scored photo and the truth about it.
struct EvaluatedPhoto {
  std::string path;
  std::string source;  ///< The collection it comes from; may be empty.
  Truth truth;
  score::Score score;
};

/// The year errors of some of the photos.
struct Group {
  std::string name;  ///< "1990s", or a source.
  std::size_t photos = 0;
  double mae_years = 0;
  double median_year_mae_years = 0;  ///< Of the median-year baseline on the same photos.
};

struct Evaluation {
  std::size_t photos = 0;
  std::map<int, std::size_t> years_outside_buckets;  ///< Photos per year that no bucket holds.
  Summary model;
  BaselineStatistics statistics;
  Summary majority_class;
  Summary class_prior;
  Summary median_year;
  std::vector<Group> by_decade;
  std::vector<Group> by_source;
  std::vector<std::size_t> photos_per_class;   ///< [K]
  std::vector<std::vector<double>> confusion;  ///< [K,K], see confusion_matrix.

  std::size_t photos_outside_buckets() const;
};

/// Preconditions: photos is not empty; class_years and every photo's probabilities are [K] of buckets.
Evaluation evaluate(std::span<const EvaluatedPhoto> photos, const BaselineStatistics& statistics,
                    const score::YearBuckets& buckets, std::span<const double> class_years);

}  // namespace deepcars::report
