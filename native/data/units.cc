#include "native/data/units.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "native/base/decade.h"
#include "native/data/near_duplicates.h"
#include "shared/random.h"

namespace deepcars::data {
namespace {

using Counts = std::map<int, double>;

/// The span of years that a year falls into.
int span_of(int year, const std::vector<int>& edges) {
  if (edges.empty()) return base::decade(year);
  return static_cast<int>(std::upper_bound(edges.begin(), edges.end(), year) - edges.begin());
}

/// How far the parts are from their shares once `unit` joins part `joined`: squared distances, each relative to
/// its share, so that a thin span counts as much as a thick one.
double deviation_after(const Unit& unit, std::size_t joined, const std::vector<Counts>& now,
                       const Counts& total, std::span<const double> shares) {
  double sum = 0;
  for (const auto& [span, added] : unit.counts) {
    for (std::size_t part = 0; part < shares.size(); ++part) {
      if (shares[part] <= 0) continue;
      const double wanted = shares[part] * total.at(span);
      const auto found = now[part].find(span);
      const double count = (found == now[part].end() ? 0 : found->second) + (part == joined ? added : 0);
      sum += (count - wanted) * (count - wanted) / (wanted + 1);
    }
  }
  return sum;
}

}  // namespace

Unit make_unit(std::vector<std::size_t> photos, const std::vector<Photo>& index,
               const std::vector<int>& year_edges) {
  Unit unit{.photos = std::move(photos), .counts = {}};
  for (const std::size_t i : unit.photos) {
    unit.counts[Unit::all_spans] += 1;
    unit.counts[span_of(index[i].year, year_edges)] += 1;
  }
  return unit;
}

Expected<void> check_units(const std::vector<int>& year_edges, int max_near_duplicate_bits) {
  if (std::adjacent_find(year_edges.begin(), year_edges.end(), std::greater_equal<>()) != year_edges.end()) {
    return failure(ErrorCode::invalid_argument, "the year edges do not ascend",
                   "use for example 1950,1980,2000");
  }
  if (max_near_duplicate_bits < -1 || max_near_duplicate_bits > max_searched_bits) {
    return failure(
        ErrorCode::invalid_argument,
        "near duplicates cannot be searched within " + std::to_string(max_near_duplicate_bits) + " bits",
        "use 0.." + std::to_string(max_searched_bits) + ", or -1 not to look for them");
  }
  return {};
}

std::vector<std::vector<std::size_t>> distribute(std::vector<Unit> units, std::span<const double> shares,
                                                 std::uint64_t seed) {
  Random(seed).shuffle(units);
  std::stable_sort(units.begin(), units.end(),
                   [](const Unit& a, const Unit& b) { return a.photos.size() > b.photos.size(); });
  Counts total;
  for (const Unit& unit : units) {
    for (const auto& [span, count] : unit.counts) total[span] += count;
  }
  std::vector<Counts> now(shares.size());
  std::vector<std::vector<std::size_t>> parts(shares.size());
  for (const Unit& unit : units) {
    std::optional<std::size_t> best;
    double least = 0;
    for (std::size_t part = 0; part < shares.size(); ++part) {
      if (shares[part] <= 0) continue;
      const double deviation = deviation_after(unit, part, now, total, shares);
      if (best && deviation >= least) continue;
      best = part;
      least = deviation;
    }
    for (const auto& [span, count] : unit.counts) now[*best][span] += count;
    parts[*best].insert(parts[*best].end(), unit.photos.begin(), unit.photos.end());
  }
  return parts;
}

}  // namespace deepcars::data
