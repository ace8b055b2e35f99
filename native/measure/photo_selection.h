// Chooses photos where there is no time for all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace deepcars::measure {

/// The indices, ascending, of at most max_photos photos drawn evenly from the decades: one of each decade in
/// turn, as long as it has any. The same seed draws the same photos on every platform.
std::vector<std::size_t> spread_over_decades(std::span<const int> years, std::size_t max_photos,
                                             std::uint64_t seed);

}  // namespace deepcars::measure
