// The photos whose labels are suspect, to look at.
#pragma once

#include <span>
#include <string>

#include "native/sweep/sweep_results.h"

namespace deepcars::sweep {

/// One HTML file that needs nothing else: the photos, small, with their labels and what the variants say. At most
/// max_photos_on_page of them, the first; a photo that cannot be read is left out. Its content security policy allows no
/// script and no connection.
std::string suspects_page(std::span<const Suspect> suspects, double min_years);

inline constexpr std::size_t max_photos_on_page = 500;

}  // namespace deepcars::sweep
