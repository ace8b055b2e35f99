// Divides photos into training, validation and test so that no test photo shows a car seen in training.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "native/base/words.h"
#include "native/data/index.h"
#include "shared/error.h"

namespace deepcars::data {

inline constexpr std::array<std::string_view, 3> split_names = {"train", "val", "test"};

/// What stays together.
enum class SplitUnit {
  group,       ///< split_group: usually a car model over all its years.
  source,      ///< A whole collection.
  model_year,  ///< Make, model and year, as the Python original: neighbouring years may end up apart.
};

constexpr auto words(SplitUnit) {
  return std::array{base::Word{SplitUnit::group, "group"}, base::Word{SplitUnit::source, "source"},
                    base::Word{SplitUnit::model_year, "model-year"}};
}

/// Near duplicates are photos whose perceptual hashes differ in at most this many of their 64 bits.
///
/// Measured on 7,510 photos of 527 car models from 23 collections, without copies of the same bytes: 1 pair
/// differs in one bit, 6 in two, 6 in three, 16 in four, 33 in five, 71 in six, and twice as many with every
/// bit more. Looked at, 8 of the 13 pairs up to three bits are one picture twice or two of one session (the
/// same press photo under two model names, two steps around one car), and 5 are different cars photographed
/// alike in the studio. At four bits 4 or so of 16 are the same picture, and from five on hardly any. Joining
/// whole car models, up to three bits leave 518 of 527 units with at most 72 photos in one; up to five, 963
/// photos hang together, up to seven 2,519.
inline constexpr int near_duplicate_bits = 3;

struct SplitOptions {
  std::array<double, 3> fractions = {0.7, 0.1, 0.2};  ///< Shares of the photos: train, val, test; sum 1.
  std::uint64_t seed = 100;
  SplitUnit unit = SplitUnit::group;
  /// Sources that go to test as a whole, whatever their groups.
  std::vector<std::string> hold_out_sources = {};
  /// Sources that go to val as a whole, so that epochs are chosen by sources not seen.
  std::vector<std::string> validation_sources = {};
  /// Units stay together if photos of theirs differ in at most this many bits of their hashes; -1: never.
  int max_near_duplicate_bits = near_duplicate_bits;
  /// Ascending first years of the spans in which the fractions should hold too; empty: decades.
  std::vector<int> year_edges = {};
};

/// What joining near duplicates did.
struct SplitSummary {
  std::size_t units = 0;          ///< The units that were distributed, after joining.
  std::size_t largest_unit = 0;   ///< The number of photos in the largest.
  std::size_t joined_pairs = 0;   ///< Pairs of near duplicates from different units, now in one.
  std::size_t joined_photos = 0;  ///< The photos in these pairs.
  /// Pairs that may be in two splits, because their joined unit would have become too large.
  std::size_t apart_pairs = 0;
  std::size_t held_out_pairs = 0;     ///< Pairs of a held-out photo and one that is not.
  std::size_t max_joined_photos = 0;  ///< No unit was joined to more photos than this.
};

/// Sets the split of every photo. Units go from large to small (equals in seeded order) to the split that
/// then deviates least from its share, overall and in each span of years, so that fractions hold although
/// units differ much in size and every span is met where it can be. Deterministic on every platform.
///
/// Units that share near duplicates are joined first, the most alike first. Hashes of different photos can
/// agree by chance, and a chain of such pairs would make one unit of everything: so no unit is joined to more
/// than 5 % of the photos (or the largest unit that there was anyway, or 12); pairs beyond that stay apart
/// and are counted.
///
/// Errors: invalid_argument for bad fractions, edges that do not ascend, a number of bits outside -1..16, a
/// source that no photo has, or one that is to go to both; data_invalid if a wanted split stays empty because
/// there are too few units.
Expected<SplitSummary> split_photos(std::vector<Photo>& photos, const SplitOptions& options);

}  // namespace deepcars::data
