#include "native/data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "native/base/decade.h"
#include "native/data/near_duplicates.h"
#include "native/data/random.h"

namespace deepcars::data {
namespace {

/// Photos per span of years; the key `overall` holds the number over all spans.
using Counts = std::map<int, double>;
constexpr int overall = -1;

/// No unit is joined beyond this share of the photos: half of the usual smallest split.
constexpr double max_joined_share = 0.05;
constexpr std::size_t max_joined_in_few_photos = 12;

struct Unit {
  std::vector<std::size_t> photos;
  Counts counts;
};

std::string unit_key(const Photo& photo, SplitUnit unit) {
  switch (unit) {
    case SplitUnit::source:
      return photo.source;
    case SplitUnit::model_year:
      return photo.make + "|" + photo.model + "|" + std::to_string(photo.year);
    case SplitUnit::group:
      break;
  }
  return photo.split_group;
}

/// The span of years that a year falls into.
int span_of(int year, const std::vector<int>& edges) {
  if (edges.empty()) return base::decade(year);
  return static_cast<int>(std::upper_bound(edges.begin(), edges.end(), year) - edges.begin());
}

/// Which units belong together: a forest with path halving; a root stands for its tree.
class Unions {
 public:
  explicit Unions(std::vector<std::size_t> sizes) : parent_(sizes.size()), size_(std::move(sizes)) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  std::size_t size(std::size_t root) const { return size_[root]; }
  void join(std::size_t a, std::size_t b) {
    if (size_[a] < size_[b]) std::swap(a, b);
    parent_[b] = a;
    size_[a] += size_[b];
  }

 private:
  std::vector<std::size_t> parent_, size_;
};

/// Joins units that share near duplicates. unit_of has a unit for each photo, or none for a held-out one;
/// units become the joined ones.
void join_near_duplicates(const std::vector<Photo>& photos, int max_bits,
                          const std::vector<std::optional<std::size_t>>& unit_of, std::vector<Unit>& units,
                          SplitSummary& summary) {
  std::vector<std::optional<std::uint64_t>> hashes;
  for (const Photo& photo : photos) hashes.push_back(photo.phash);
  std::vector<std::size_t> sizes;
  for (const Unit& unit : units) sizes.push_back(unit.photos.size());
  summary.max_joined_photos =
      std::max({static_cast<std::size_t>(max_joined_share * static_cast<double>(photos.size())),
                max_joined_in_few_photos, sizes.empty() ? 0 : *std::max_element(sizes.begin(), sizes.end())});

  Unions unions(sizes);
  std::set<std::size_t> joined;
  for (const NearPair& pair : near_pairs(hashes, max_bits)) {
    const auto first = unit_of[pair.first], second = unit_of[pair.second];
    if (!first || !second) {
      summary.held_out_pairs += first.has_value() != second.has_value();
      continue;
    }
    if (*first == *second) continue;
    const std::size_t a = unions.root(*first), b = unions.root(*second);
    if (a != b && unions.size(a) + unions.size(b) > summary.max_joined_photos) {
      ++summary.apart_pairs;
      continue;
    }
    if (a != b) unions.join(a, b);
    ++summary.joined_pairs;
    joined.insert({pair.first, pair.second});
  }
  summary.joined_photos = joined.size();

  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::size_t root = unions.root(i);
    if (root == i) continue;
    for (const std::size_t photo : units[i].photos) units[root].photos.push_back(photo);
    for (const auto& [span, count] : units[i].counts) units[root].counts[span] += count;
    units[i].photos.clear();
  }
  std::erase_if(units, [](const Unit& unit) { return unit.photos.empty(); });
}

/// How far the splits are from their shares once `unit` joins split s: squared distances, each relative to
/// its share, so that a thin span counts as much as a thick one.
double deviation_after(const Unit& unit, std::size_t s, const std::array<Counts, 3>& now, const Counts& total,
                       const std::array<double, 3>& fractions) {
  double sum = 0;
  for (const auto& [span, added] : unit.counts) {
    for (std::size_t other = 0; other < 3; ++other) {
      if (fractions[other] <= 0) continue;
      const double share = fractions[other] * total.at(span);
      const auto found = now[other].find(span);
      const double count = (found == now[other].end() ? 0 : found->second) + (other == s ? added : 0);
      sum += (count - share) * (count - share) / (share + 1);
    }
  }
  return sum;
}

Expected<void> check(const std::vector<Photo>& photos, const SplitOptions& options) {
  double sum = 0;
  for (const double fraction : options.fractions) {
    if (!(fraction >= 0 && fraction <= 1)) {
      return failure(ErrorCode::invalid_argument, "a split fraction is outside 0..1",
                     "use for example 0.7,0.1,0.2");
    }
    sum += fraction;
  }
  if (std::abs(sum - 1) > 1e-6 || options.fractions[0] <= 0) {
    return failure(ErrorCode::invalid_argument, "the split fractions do not sum to 1 with photos to train on",
                   "use for example 0.7,0.1,0.2");
  }
  if (std::adjacent_find(options.year_edges.begin(), options.year_edges.end(), std::greater_equal<>()) !=
      options.year_edges.end()) {
    return failure(ErrorCode::invalid_argument, "the year edges do not ascend",
                   "use for example 1950,1980,2000");
  }
  if (options.max_near_duplicate_bits < -1 || options.max_near_duplicate_bits > max_searched_bits) {
    return failure(ErrorCode::invalid_argument,
                   "near duplicates cannot be searched within " +
                       std::to_string(options.max_near_duplicate_bits) + " bits",
                   "use 0.." + std::to_string(max_searched_bits) + ", or -1 not to look for them");
  }
  std::set<std::string> sources;
  for (const Photo& photo : photos) sources.insert(photo.source);
  std::set<std::string> wanted;
  for (const auto* names : {&options.hold_out_sources, &options.validation_sources}) {
    for (const std::string& name : *names) {
      if (!sources.contains(name)) {
        return failure(ErrorCode::invalid_argument, "no photo has the source \"" + name + "\"",
                       "check the index's source column");
      }
      if (!wanted.insert(name).second) {
        return failure(ErrorCode::invalid_argument, "the source \"" + name + "\" is named twice",
                       "send it either to test or to val");
      }
    }
  }
  return {};
}

/// Gives each unit to the split that then deviates least from its shares.
void distribute(const std::vector<Unit>& units, const SplitOptions& options, std::vector<Photo>& photos) {
  Counts total;
  for (const Unit& unit : units) {
    for (const auto& [span, count] : unit.counts) total[span] += count;
  }
  std::array<Counts, 3> now;
  for (const Unit& unit : units) {
    std::size_t best = 0;
    double least = deviation_after(unit, 0, now, total, options.fractions);
    for (std::size_t s = 1; s < 3; ++s) {
      if (options.fractions[s] <= 0) continue;
      const double deviation = deviation_after(unit, s, now, total, options.fractions);
      if (deviation < least) {
        least = deviation;
        best = s;
      }
    }
    for (const auto& [span, count] : unit.counts) now[best][span] += count;
    for (const std::size_t i : unit.photos) photos[i].split = split_names[best];
  }
}

}  // namespace

Expected<SplitSummary> split_photos(std::vector<Photo>& photos, const SplitOptions& options) {
  if (auto good = check(photos, options); !good) return tl::unexpected(good.error());

  std::map<std::string, std::string_view> whole_sources;
  for (const std::string& name : options.hold_out_sources) whole_sources[name] = split_names[2];
  for (const std::string& name : options.validation_sources) whole_sources[name] = split_names[1];
  std::map<std::string, std::vector<std::size_t>> by_key;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (const auto whole = whole_sources.find(photos[i].source); whole != whole_sources.end()) {
      photos[i].split = whole->second;
    } else {
      by_key[unit_key(photos[i], options.unit)].push_back(i);
    }
  }
  std::vector<Unit> units;
  std::vector<std::optional<std::size_t>> unit_of(photos.size());
  for (auto& [key, members] : by_key) {
    Unit unit{std::move(members), {}};
    for (const std::size_t i : unit.photos) {
      unit_of[i] = units.size();
      for (const int span : {overall, span_of(photos[i].year, options.year_edges)}) unit.counts[span] += 1;
    }
    units.push_back(std::move(unit));
  }
  SplitSummary summary;
  if (options.max_near_duplicate_bits >= 0) {
    join_near_duplicates(photos, options.max_near_duplicate_bits, unit_of, units, summary);
  }
  Random(options.seed).shuffle(units);
  std::stable_sort(units.begin(), units.end(),
                   [](const Unit& a, const Unit& b) { return a.photos.size() > b.photos.size(); });
  summary.units = units.size();
  summary.largest_unit = units.empty() ? 0 : units.front().photos.size();
  distribute(units, options, photos);

  for (std::size_t s = 0; s < 3; ++s) {
    const bool any =
        std::any_of(photos.begin(), photos.end(), [&](const Photo& p) { return p.split == split_names[s]; });
    if (any || options.fractions[s] <= 0) continue;
    return failure(ErrorCode::data_invalid,
                   "too few groups (" + std::to_string(units.size()) + ") to put any into " +
                       std::string(split_names[s]),
                   "add photos of other cars, or set its fraction to 0");
  }
  return summary;
}

}  // namespace deepcars::data
