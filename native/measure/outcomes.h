// How answers compare with the truth, photo by photo, and the measures that summarise them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace deepcars::measure {

/// The truth about one photo. The label is missing if the year is outside the model's buckets.
struct Truth {
  int year = 0;
  std::optional<int> label;
};

/// One answer beside the truth, of the model or of a baseline; a baseline's numbers are expectations over its
/// guesses. A number that an answer does not give is missing.
struct Outcome {
  Truth truth;
  double hit = 0;       ///< 0..1: the bucket is right.
  double near_hit = 0;  ///< 0..1: the bucket or one beside it.
  double error_years = 0;
  std::optional<double> truth_probability = {};  ///< The true bucket's, 0..1.
  std::optional<double> confidence = {};         ///< The likeliest bucket's probability, 0..1.
  double confident_hit = 0;                      ///< 1 if the likeliest bucket is right.
  std::optional<double> expected_year = {};
  std::optional<double> modernity = {};
  std::optional<double> in_range = {};  ///< 0 or 1: the range that is to hold 8 of 10 years holds this one.
  std::optional<double> range_years = {};  ///< How many years that range has.
};

/// Every number of a model or a baseline; missing where it is not defined. Class measures leave out photos
/// whose year is in no bucket, year measures keep them.
struct Summary {
  std::optional<double> accuracy;           ///< 0..1
  std::optional<double> within_one_bucket;  ///< 0..1: the bucket or one beside it.
  std::optional<double> macro_accuracy;     ///< Mean over buckets that have photos.
  std::optional<double> nll;                ///< Negative log likelihood, in nats.
  std::optional<double> calibration_error;  ///< 15 bins, 0..1.
  std::optional<double> mae_years;          ///< Mean absolute error of the year.
  std::optional<double> macro_mae_years;    ///< Mean over decades that have photos.
  std::optional<double> range_coverage;     ///< Share of photos whose range holds the year: 0.8 is right.
  std::optional<double> range_years;        ///< Mean length of the ranges, in years.
  std::optional<double> rank_correlation_modernity;  ///< Between modernity score and year.
  std::optional<double> rank_correlation_year;       ///< Between expected year and year.
};

/// The one list of the measures: key in JSON, words for a person, unit, direction, place in a Summary.
struct Measure {
  const char* key;
  const char* words;
  bool percent;
  bool less_is_better;
  std::optional<double> Summary::* value;
};

inline constexpr std::array<Measure, 11> measures = {{
    {"accuracy", "accuracy", true, false, &Summary::accuracy},
    {"within_one_bucket", "within one bucket", true, false, &Summary::within_one_bucket},
    {"macro_accuracy", "accuracy, mean over buckets", true, false, &Summary::macro_accuracy},
    {"mae_years", "error in years", false, true, &Summary::mae_years},
    {"macro_mae_years", "error in years, mean over decades", false, true, &Summary::macro_mae_years},
    {"range_coverage", "year within the 8-in-10 range", true, false, &Summary::range_coverage},
    {"range_years", "length of that range, years", false, true, &Summary::range_years},
    {"rank_correlation_modernity", "rank correlation, modernity", false, false,
     &Summary::rank_correlation_modernity},
    {"rank_correlation_year", "rank correlation, expected year", false, false,
     &Summary::rank_correlation_year},
    {"calibration_error", "calibration error (15 bins)", true, true, &Summary::calibration_error},
    {"nll", "negative log likelihood", false, true, &Summary::nll},
}};

/// The summary of all outcomes.
Summary summarise(std::span<const Outcome> outcomes);
/// The summary of the outcomes at these positions. A position that stands twice counts twice, as in a
/// bootstrap resample.
Summary summarise(std::span<const Outcome> outcomes, std::span<const std::size_t> positions);

}  // namespace deepcars::measure
