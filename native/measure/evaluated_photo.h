// One scored photo and the truth about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "native/data/index.h"
#include "native/measure/outcomes.h"
#include "shared/features/familiarity.h"
#include "shared/features/neighbours.h"
#include "shared/score/score.h"
#include "shared/score/year_ranges.h"

namespace deepcars::measure {

/// A photo, its truth and its score.
struct EvaluatedPhoto {
  std::string path;
  std::string source;  ///< The collection it comes from; may be empty.
  Truth truth;
  score::Score score;
  std::string make = {};
  std::string model = {};
  std::string split_group = {};  ///< Photos of one group are alike: see GroupBootstrap. May be empty.
  std::vector<score::YearRange> ranges = {};  ///< As in Prediction.
  std::optional<features::Familiarity> familiarity = {};
  std::vector<features::Neighbour> neighbours = {};  ///< measure::neighbours_each of them, or none.
};

/// The probability of the likeliest bucket, 0..1.
inline double confidence(const EvaluatedPhoto& photo) {
  return photo.score.probabilities[static_cast<std::size_t>(photo.score.top_class)];
}

/// A photo of an index with its score. buckets are those of the model that scored it.
EvaluatedPhoto evaluated_photo(const data::Photo& photo, score::Score score,
                               std::vector<score::YearRange> ranges, const score::YearBuckets& buckets);

/// What the answer is worth beside the truth.
Outcome outcome_of(const EvaluatedPhoto& photo);

}  // namespace deepcars::measure
