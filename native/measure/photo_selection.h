// Chooses photos where there is no time for all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace deepcars::measure {

/// The indices of at most max_photos photos, in the order in which they are drawn: one of each decade in
/// turn, as long as it has any, and of a decade one from the source that has given the fewest so far. So
/// every beginning of the order is spread like the whole of it, and a larger max_photos only adds to the end.
/// The same seed draws the same photos on every platform. Precondition: equal lengths.
std::vector<std::size_t> spread_over_decades_and_sources(std::span<const int> years,
                                                         std::span<const std::string> sources,
                                                         std::size_t max_photos, std::uint64_t seed);

}  // namespace deepcars::measure
