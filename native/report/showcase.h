// Which photos a report shows: chosen by rules, so that nobody picks the pretty ones.
#pragma once

#include <span>
#include <vector>

#include "native/measure/evaluated_photo.h"

namespace deepcars::report {

/// What counts as confident for the surprising ones.
inline constexpr double confident_from = 0.5;

/// Positions of photos.
struct Showcase {
  std::vector<std::size_t>
      typical;  ///< Of each bucket that has photos, the one with the median score; oldest first.
  std::vector<std::size_t> best;   ///< Smallest errors in years, smallest first.
  std::vector<std::size_t> worst;  ///< Largest errors in years, largest first.
  std::vector<std::size_t>
      surprising;  ///< Confident, with the lowest probabilities of the true bucket, lowest first.
};

/// At most count of each but typical; best, worst and surprising show a split group once.
Showcase choose_showcase(std::span<const measure::EvaluatedPhoto> photos, std::size_t count);

}  // namespace deepcars::report
