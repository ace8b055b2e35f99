#include "native/measure/photo_selection.h"

#include <algorithm>
#include <map>
#include <utility>

#include "native/base/decade.h"
#include "shared/random.h"

namespace deepcars::measure {
namespace {

/// The photos of one source in one decade that are left to draw, the next one last.
struct Pile {
  std::string source;
  std::vector<std::size_t> photos;
};

/// Piles and the photos in them in random order; only an order by name comes before, so that the seed alone
/// decides.
std::vector<std::vector<Pile>> shuffled_decades(std::span<const int> years,
                                                std::span<const std::string> sources, std::uint64_t seed) {
  std::map<int, std::map<std::string, std::vector<std::size_t>>> sorted;
  for (std::size_t i = 0; i < years.size(); ++i) sorted[base::decade(years[i])][sources[i]].push_back(i);
  Random random(seed);
  std::vector<std::vector<Pile>> decades;
  for (auto& [first_year, of_decade] : sorted) {
    decades.emplace_back();
    for (auto& [source, photos] : of_decade) {
      random.shuffle(photos);
      decades.back().push_back({source, std::move(photos)});
    }
    random.shuffle(decades.back());
  }
  random.shuffle(decades);
  return decades;
}

}  // namespace

std::vector<std::size_t> spread_over_decades_and_sources(std::span<const int> years,
                                                         std::span<const std::string> sources,
                                                         std::size_t max_photos, std::uint64_t seed) {
  auto decades = shuffled_decades(years, sources, seed);
  std::map<std::string, std::size_t> drawn_from;
  std::vector<std::size_t> selected;
  const std::size_t wanted = std::min(max_photos, years.size());
  while (selected.size() < wanted) {
    for (std::vector<Pile>& piles : decades) {
      if (piles.empty() || selected.size() == wanted) continue;
      const auto pile = std::min_element(piles.begin(), piles.end(), [&](const Pile& a, const Pile& b) {
        return drawn_from[a.source] < drawn_from[b.source];
      });
      ++drawn_from[pile->source];
      selected.push_back(pile->photos.back());
      pile->photos.pop_back();
      if (pile->photos.empty()) piles.erase(pile);
    }
  }
  return selected;
}

}  // namespace deepcars::measure
