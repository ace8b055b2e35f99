#include "shared/score/year_buckets.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace deepcars::score {
namespace {

Expected<void> check_range(int first_year, int last_year, int width_years) {
  const bool possible =
      first_year <= last_year && width_years >= 1 && width_years <= last_year - first_year + 1;
  if (possible) return {};
  return failure(ErrorCode::invalid_argument,
                 "buckets of " + std::to_string(width_years) + " years cannot cut the years " +
                     std::to_string(first_year) + " to " + std::to_string(last_year),
                 "give a first year, a later last year and a width between 1 and their distance");
}

}  // namespace

std::string_view name(BucketRule rule) {
  switch (rule) {
    case BucketRule::original:
      return "original";
    case BucketRule::uniform:
      return "uniform";
    case BucketRule::edges:
      return "edges";
  }
  return "unknown";
}

YearBuckets::YearBuckets(BucketRule rule, int width_years, std::vector<YearRange> ranges, int first_year,
                         int last_year)
    : rule_(rule),
      width_years_(width_years),
      first_year_(first_year),
      last_year_(last_year),
      ranges_(std::move(ranges)) {}

Expected<YearBuckets> YearBuckets::original(int first_year, int last_year, int width_years) {
  if (auto ok = check_range(first_year, last_year, width_years); !ok) return tl::unexpected(ok.error());
  const int years = last_year - first_year + 1;
  const int classes = 1 + (last_year - first_year) / width_years;
  const int whole_buckets = years / width_years;
  // A class starts out empty (last < first) and grows by the years that the original's formula sends there.
  std::vector<YearRange> ranges(static_cast<std::size_t>(classes), YearRange{last_year + 1, last_year});
  for (int year = first_year; year <= last_year; ++year) {
    const double ratio = static_cast<double>(year - first_year) / years;
    YearRange& range = ranges[static_cast<std::size_t>(std::floor(ratio * whole_buckets))];
    range = YearRange{std::min(range.first, year), year};
  }
  return YearBuckets(BucketRule::original, width_years, std::move(ranges), first_year, last_year);
}

Expected<YearBuckets> YearBuckets::uniform(int first_year, int last_year, int width_years) {
  if (auto ok = check_range(first_year, last_year, width_years); !ok) return tl::unexpected(ok.error());
  std::vector<YearRange> ranges;
  for (int year = first_year; year <= last_year; year += width_years) {
    ranges.push_back({year, std::min(year + width_years - 1, last_year)});
  }
  return YearBuckets(BucketRule::uniform, width_years, std::move(ranges), first_year, last_year);
}

Expected<YearBuckets> YearBuckets::from_edges(const std::vector<int>& edges) {
  const bool increasing =
      std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) == edges.end();
  if (edges.size() < 2 || !increasing) {
    return failure(
        ErrorCode::invalid_argument, "the bucket edges are not at least two increasing years",
        "give the first year of each bucket and then one past the last year, as in 1950,1970,1990,2025");
  }
  std::vector<YearRange> ranges;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) ranges.push_back({edges[i], edges[i + 1] - 1});
  return YearBuckets(BucketRule::edges, 0, std::move(ranges), edges.front(), edges.back() - 1);
}

std::optional<int> YearBuckets::label(int year) const {
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    if (ranges_[i].first <= year && year <= ranges_[i].last) return static_cast<int>(i);
  }
  return std::nullopt;
}

double YearBuckets::centre_year(int label) const {
  const YearRange range = years(label);
  return range.last < range.first ? last_year_ : 0.5 * (range.first + range.last);
}

std::string text(const YearRange& range) {
  if (range.last < range.first) return "(no year)";
  if (range.last == range.first) return std::to_string(range.first);
  return std::to_string(range.first) + "-" + std::to_string(range.last);
}

}  // namespace deepcars::score
