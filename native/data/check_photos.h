// Checks every photo before it may enter an index.
#pragma once

#include "native/data/sources.h"

namespace deepcars::data {

/// The year of the Benz Patent-Motorwagen.
inline constexpr int oldest_plausible_year = 1885;
/// Next year: its models are sold this year.
int newest_plausible_year();

/// Moves from photos to dropped what has an implausible year, is missing, does not decode, or has the same
/// bytes as an earlier photo; the others get their perceptual hash. Decodes in `threads` threads, with a
/// progress line on standard error. The order of the photos stays. Returns false, and leaves no photo in
/// `collected`, once interrupted() is true. Precondition: threads >= 1.
bool check_photos(Collected& collected, int threads);

}  // namespace deepcars::data
