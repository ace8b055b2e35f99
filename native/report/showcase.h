// Which photos a report shows: chosen by rules, so that nobody picks the pretty ones.
#pragma once

#include <span>
#include <vector>

#include "native/measure/evaluated_photo.h"

namespace deepcars::report {

/// The smallest confidence that counts as confident, 0..1.
inline constexpr double confident_from = 0.5;

/// Positions of photos.
struct Showcase {
  /// The one with the median score of each bucket that has photos; oldest bucket first.
  std::vector<std::size_t> typical;
  std::vector<std::size_t> best;   ///< Smallest errors in years, smallest first.
  std::vector<std::size_t> worst;  ///< Largest errors in years, largest first.
  /// Wrong and confident, with the lowest probabilities of the true bucket, lowest first.
  std::vector<std::size_t> surprising;
};

/// Chooses at most max_photos for each list except typical. best, worst and surprising show each split group
/// once.
Showcase choose_showcase(std::span<const measure::EvaluatedPhoto> photos, std::size_t max_photos);

}  // namespace deepcars::report
