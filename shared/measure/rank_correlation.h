// Spearman's rank correlation, of numbers and of heat maps.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "shared/explain/heat_map.h"

namespace deepcars::measure {

/// Ranks from 1, equal values sharing the mean of their ranks. NaN ranks above every number.
std::vector<double> ranks(std::span<const double> values);

/// Spearman's rank correlation, -1..1: Pearson's correlation of the ranks. Nothing if there are fewer than
/// two values, one side is constant or a value is NaN. Precondition: equal lengths.
std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

/// Between the values of two maps, with their signs; 0 if a map is constant or holds NaN. Precondition: equal sizes.
double signed_rank_correlation(const explain::HeatMap& a, const explain::HeatMap& b);

/// The same between absolute values: how alike the maps are in where they say that it matters.
double absolute_rank_correlation(const explain::HeatMap& a, const explain::HeatMap& b);

/// The map without its signs.
explain::HeatMap magnitudes(const explain::HeatMap& map);

}  // namespace deepcars::measure
