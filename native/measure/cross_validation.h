// How good a recipe is on cars and collections that it has not seen: its measures over the folds of a cross-validation.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/evaluated_photo.h"

namespace deepcars::measure {

/// The held-out photos of one fold, and the years that it trained on.
struct HeldOut {
  std::vector<EvaluatedPhoto> photos;
  std::vector<bool> new_source;  ///< For each photo, whether the fold trains on no photo of its source.
  double median_year = 0;        ///< The median year of the training photos, which the baseline guesses.
};

/// Which held-out photos a measure is of.
enum class Part {
  all,
  new_sources,    ///< Photos from collections that the fold does not train on.
  known_sources,  ///< New makes and models of collections that it trains on.
};

inline constexpr std::array<Part, 3> parts = {Part::all, Part::new_sources, Part::known_sources};

/// "all", "new sources", "known sources".
const char* name(Part part);

/// The measures of one part of one fold.
struct FoldMeasures {
  std::size_t photos = 0;
  double mae_years = 0;        ///< Mean absolute error of the expected year.
  double macro_mae_years = 0;  ///< Mean over decades of the mean absolute error.
  double macro_ratio = 0;      ///< macro_mae_years over that of always guessing the median training year.
  std::optional<double> rank_correlation;  ///< Between expected year and year; nothing if either is constant.
  std::optional<double> calibration_error;  ///< 15 bins, 0..1; nothing if no photo's year is in a bucket.
  std::optional<double> range_coverage, range_years;  ///< As in Summary.
};

/// Nothing if the part has no photo.
std::optional<FoldMeasures> fold_measures(const HeldOut& fold, Part part);

/// The mean of a measure over folds, and its sample standard deviation: how far one fold may be off by chance.
struct OverFolds {
  double mean = 0;
  std::optional<double> deviation;  ///< Nothing for one fold.
};

/// Nothing for no values.
std::optional<OverFolds> over_folds(std::span<const double> values);

}  // namespace deepcars::measure
