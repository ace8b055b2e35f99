// The years that a distribution over buckets points to: one span, or two where it has two peaks.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "shared/score/year_buckets.h"

namespace deepcars::score {

/// The share of photos whose year a range is to hold.
inline constexpr double range_coverage = 0.8;

/// Within a bucket every year is taken to be equally likely.
///
/// Returns the shortest span of whole years that holds at least `mass` of the probability; or two spans,
/// oldest first, where they hold it in at most two thirds of the years (a highest density region, Hyndman,
/// "Computing and Graphing Highest Density Regions", 1996). probabilities is [K], not all 0; 0 < mass <= 1.
std::vector<YearRange> year_ranges(std::span<const float> probabilities, const YearBuckets& buckets,
                                   double mass);

/// For a person: "1954-1961", "1957", or "1926-1935 or 1954-1961".
std::string text(std::span<const YearRange> ranges);

/// Whether one of the ranges holds the year.
bool contains(std::span<const YearRange> ranges, int year);

/// The number of years in the ranges.
int length_years(std::span<const YearRange> ranges);

}  // namespace deepcars::score
