#include "native/data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "native/data/near_duplicates.h"
#include "native/data/unions.h"
#include "native/data/units.h"

namespace deepcars::data {
namespace {

/// No unit is joined beyond this share of the photos: half of the usual smallest split.
constexpr double max_joined_share = 0.05;
constexpr std::size_t max_joined_in_few_photos = 12;

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
  if (auto good = check_units(options.year_edges, options.max_near_duplicate_bits); !good) return good;
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
    for (const std::size_t i : members) unit_of[i] = units.size();
    units.push_back(make_unit(std::move(members), photos, options.year_edges));
  }
  SplitSummary summary;
  if (options.max_near_duplicate_bits >= 0) {
    join_near_duplicates(photos, options.max_near_duplicate_bits, unit_of, units, summary);
  }
  summary.units = units.size();
  for (const Unit& unit : units) summary.largest_unit = std::max(summary.largest_unit, unit.photos.size());
  const std::vector<std::vector<std::size_t>> parts =
      distribute(std::move(units), options.fractions, options.seed);
  for (std::size_t s = 0; s < parts.size(); ++s) {
    for (const std::size_t i : parts[s]) photos[i].split = split_names[s];
  }

  for (std::size_t s = 0; s < 3; ++s) {
    const bool any =
        std::any_of(photos.begin(), photos.end(), [&](const Photo& p) { return p.split == split_names[s]; });
    if (any || options.fractions[s] <= 0) continue;
    return failure(ErrorCode::data_invalid,
                   "too few groups (" + std::to_string(summary.units) + ") to put any into " +
                       std::string(split_names[s]),
                   "add photos of other cars, or set its fraction to 0");
  }
  return summary;
}

}  // namespace deepcars::data
