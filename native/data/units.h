// Photos that stay together when an index is divided, and how they are divided.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "native/data/index.h"
#include "shared/error.h"

namespace deepcars::data {

/// Photos, by position in the index, that stay in one part.
struct Unit {
  std::vector<std::size_t> photos;
  /// How many of them are in each span of years, by the number of the span; `all_spans` has their sum.
  std::map<int, double> counts;

  static constexpr int all_spans = -1;
};

/// A unit with its counts. year_edges are the ascending first years of the spans; empty: decades.
Unit make_unit(std::vector<std::size_t> photos, const std::vector<Photo>& index,
               const std::vector<int>& year_edges);

/// Whether spans and near duplicates are described well. Errors: invalid_argument for edges that do not ascend or a
/// number of bits outside -1..16.
Expected<void> check_units(const std::vector<int>& year_edges, int max_near_duplicate_bits);

/// Which photos each part gets. Units go from large to small (equals in seeded order) to the part that then
/// deviates least from its share, overall and in each span of years, so that shares hold although units differ
/// much in size. A share of 0 gets nothing. Deterministic on every platform. Precondition: shares sum to 1.
std::vector<std::vector<std::size_t>> distribute(std::vector<Unit> units, std::span<const double> shares,
                                                 std::uint64_t seed);

}  // namespace deepcars::data
