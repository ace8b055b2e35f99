#include "native/measure/photo_selection.h"

#include <algorithm>
#include <map>

#include "native/base/decade.h"
#include "native/data/random.h"

namespace deepcars::measure {

std::vector<std::size_t> spread_over_decades(std::span<const int> years, std::size_t max_photos,
                                             std::uint64_t seed) {
  std::map<int, std::vector<std::size_t>> decades;
  for (std::size_t i = 0; i < years.size(); ++i) decades[base::decade(years[i])].push_back(i);
  data::Random random(seed);
  for (auto& [first_year, members] : decades) random.shuffle(members);

  std::vector<std::size_t> selected;
  const std::size_t wanted = std::min(max_photos, years.size());
  while (selected.size() < wanted) {
    for (auto& [first_year, members] : decades) {
      if (members.empty() || selected.size() == wanted) continue;
      selected.push_back(members.back());
      members.pop_back();
    }
  }
  std::sort(selected.begin(), selected.end());
  return selected;
}

}  // namespace deepcars::measure
