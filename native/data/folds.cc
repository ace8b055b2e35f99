#include "native/data/folds.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "native/data/near_duplicates.h"
#include "native/data/unions.h"
#include "native/data/units.h"

namespace deepcars::data {
namespace {

/// Sources, and the groups of those that are larger than a fold's share.
std::vector<Unit> fold_units(const std::vector<Photo>& photos, const FoldOptions& options) {
  std::map<std::string, std::size_t> sizes;
  for (const Photo& photo : photos) ++sizes[photo.source];
  const std::size_t share = photos.size() / static_cast<std::size_t>(options.folds);
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_key;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const bool divided = sizes[photos[i].source] > share;
    by_key[{photos[i].source, divided ? photos[i].split_group : ""}].push_back(i);
  }
  std::vector<Unit> units;
  for (auto& [key, members] : by_key) {
    units.push_back(make_unit(std::move(members), photos, options.year_edges));
  }
  return units;
}

/// For each photo, a number that it shares with its near duplicates, and with theirs.
std::vector<std::size_t> duplicate_sets(const std::vector<Photo>& photos, int max_bits) {
  Unions unions(std::vector<std::size_t>(photos.size(), 1));
  if (max_bits >= 0) {
    std::vector<std::optional<std::uint64_t>> hashes;
    for (const Photo& photo : photos) hashes.push_back(photo.phash);
    for (const NearPair& pair : near_pairs(hashes, max_bits)) {
      const std::size_t a = unions.root(pair.first), b = unions.root(pair.second);
      if (a != b) unions.join(a, b);
    }
  }
  std::vector<std::size_t> sets;
  for (std::size_t i = 0; i < photos.size(); ++i) sets.push_back(unions.root(i));
  return sets;
}

Fold make_fold(const std::vector<Photo>& photos, const std::vector<std::size_t>& held_out,
               const std::vector<std::size_t>& duplicates) {
  std::set<std::size_t> held(held_out.begin(), held_out.end()), held_duplicates;
  std::set<std::string> held_groups, held_sources;
  for (const std::size_t i : held_out) {
    held_groups.insert(photos[i].split_group);
    held_sources.insert(photos[i].source);
    held_duplicates.insert(duplicates[i]);
  }
  Fold fold;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const bool out = held.contains(i);
    if (!out) held_sources.erase(photos[i].source);
    if (!out && held_groups.contains(photos[i].split_group)) {
      ++fold.left_out_for_group;
    } else if (!out && held_duplicates.contains(duplicates[i])) {
      ++fold.left_out_for_duplicates;
    } else {
      fold.photos.push_back(photos[i]);
      fold.photos.back().split = split_names[out ? 1 : 0];
    }
  }
  fold.sources.assign(held_sources.begin(), held_sources.end());
  return fold;
}

}  // namespace

Expected<std::vector<Fold>> make_folds(const std::vector<Photo>& photos, const FoldOptions& options) {
  if (options.folds < 2) {
    return failure(
        ErrorCode::invalid_argument,
        std::to_string(options.folds) + " folds are too few to train on one and measure on another",
        "use at least 2");
  }
  if (auto good = check_units(options.year_edges, options.max_near_duplicate_bits); !good) {
    return tl::unexpected(good.error());
  }
  std::vector<Unit> units = fold_units(photos, options);
  const std::size_t count = units.size();
  const std::vector<double> shares(static_cast<std::size_t>(options.folds), 1.0 / options.folds);
  const auto parts = distribute(std::move(units), shares, options.seed);
  const std::vector<std::size_t> duplicates = duplicate_sets(photos, options.max_near_duplicate_bits);
  std::vector<Fold> folds;
  for (const std::vector<std::size_t>& held_out : parts) {
    folds.push_back(make_fold(photos, held_out, duplicates));
    const auto trains = [](const Photo& photo) { return photo.split == split_names[0]; };
    if (!held_out.empty() && std::any_of(folds.back().photos.begin(), folds.back().photos.end(), trains))
      continue;
    return failure(ErrorCode::data_invalid,
                   std::to_string(count) + " sources and groups are too few for " +
                       std::to_string(options.folds) +
                       " folds that each train on one part and hold out another",
                   "use fewer folds, or add photos of other cars");
  }
  return folds;
}

std::filesystem::path fold_file(const std::filesystem::path& folder, std::size_t fold) {
  return folder / ("fold-" + std::to_string(fold) + ".csv");
}

std::filesystem::path folds_record(const std::filesystem::path& folder) { return folder / "folds.json"; }

}  // namespace deepcars::data
