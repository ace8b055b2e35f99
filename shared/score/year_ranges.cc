#include "shared/score/year_ranges.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "shared/order.h"
#include "shared/text.h"

namespace deepcars::score {
namespace {

/// Two spans are said only if they have at most this share of the years of the one span.
constexpr double max_share_of_two_spans = 2.0 / 3;

/// The probability of each year from buckets.first_year() on; the sum is 1.
std::vector<double> year_probabilities(std::span<const float> probabilities, const YearBuckets& buckets) {
  std::vector<double> years(static_cast<std::size_t>(buckets.last_year() - buckets.first_year() + 1));
  for (int k = 0; k < buckets.classes(); ++k) {
    const auto [first, last] = buckets.years(k);
    for (int year = first; year <= last; ++year) {
      years[static_cast<std::size_t>(year - buckets.first_year())] =
          probabilities[static_cast<std::size_t>(k)] / static_cast<double>(last - first + 1);
    }
  }
  // A dead class has no year, so the sum may be below 1.
  const double sum = std::accumulate(years.begin(), years.end(), 0.0);
  for (double& probability : years) probability /= sum;
  return years;
}

/// Probabilities are rounded to fp32, which must not make a range longer by a year.
double with_tolerance(double mass) { return mass - 1e-6; }

/// The shortest window that holds the mass; of several, the one that holds most.
YearRange shortest_span(const std::vector<double>& years, double mass) {
  const int count = static_cast<int>(years.size());
  YearRange best = {0, count - 1};
  double best_held = 0, held = 0;
  for (int first = 0, end = 0; first < count; ++first) {
    while (end < count && held < with_tolerance(mass)) held += years[static_cast<std::size_t>(end++)];
    if (held < with_tolerance(mass)) break;
    const int longer = (end - first) - (best.last - best.first + 1);
    if (longer < 0 || (longer == 0 && held > best_held)) {
      best = {first, end - 1};
      best_held = held;
    }
    held -= years[static_cast<std::size_t>(first)];
  }
  return best;
}

/// The most probable years that together hold the mass, as spans; the two nearest are joined until at most
/// two are left.
std::vector<YearRange> most_probable_spans(const std::vector<double>& years, double mass) {
  std::vector<int> order(years.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return Descending{}(years[static_cast<std::size_t>(a)], years[static_cast<std::size_t>(b)]);
  });
  std::vector<bool> chosen(years.size());
  double held = 0;
  for (std::size_t i = 0; i < order.size() && held < with_tolerance(mass); ++i) {
    chosen[static_cast<std::size_t>(order[i])] = true;
    held += years[static_cast<std::size_t>(order[i])];
  }
  std::vector<YearRange> spans;
  for (int year = 0; year < static_cast<int>(years.size()); ++year) {
    if (!chosen[static_cast<std::size_t>(year)]) continue;
    if (!spans.empty() && spans.back().last == year - 1) {
      spans.back().last = year;
    } else {
      spans.push_back({year, year});
    }
  }
  while (spans.size() > 2) {
    std::size_t nearest = 0;
    const auto gap = [&](std::size_t i) { return spans[i + 1].first - spans[i].last; };
    for (std::size_t i = 1; i + 1 < spans.size(); ++i) {
      if (gap(i) < gap(nearest)) nearest = i;
    }
    spans[nearest].last = spans[nearest + 1].last;
    spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(nearest) + 1);
  }
  return spans;
}

}  // namespace

std::vector<YearRange> year_ranges(std::span<const float> probabilities, const YearBuckets& buckets,
                                   double mass) {
  const std::vector<double> years = year_probabilities(probabilities, buckets);
  std::vector<YearRange> ranges = {shortest_span(years, mass)};
  const std::vector<YearRange> two = most_probable_spans(years, mass);
  if (length_years(two) <= max_share_of_two_spans * length_years(ranges)) ranges = two;
  for (YearRange& range : ranges) {
    range.first += buckets.first_year();
    range.last += buckets.first_year();
  }
  return ranges;
}

std::string text(std::span<const YearRange> ranges) {
  return joined(ranges, " or ", [](const YearRange& range) { return text(range); });
}

bool contains(std::span<const YearRange> ranges, int year) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [year](const YearRange& range) { return range.first <= year && year <= range.last; });
}

int length_years(std::span<const YearRange> ranges) {
  int years = 0;
  for (const YearRange& range : ranges) years += range.last - range.first + 1;
  return years;
}

}  // namespace deepcars::score
