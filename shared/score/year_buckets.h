// Year buckets: which class a production year belongs to, and which years a class stands for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"

namespace deepcars::score {

/// How years are cut into classes.
enum class BucketRule {
  /// The Python original's: label = floor((y - first) / R * floor(R / width)), R = last - first + 1, with
  /// 1 + floor((last - first) / width) classes. If R is no multiple of width, buckets drift off their width and
  /// the last class holds no year at all: a dead class.
  original,
  /// label = (y - first) / width, rounded down; the newest bucket may be shorter. No class is empty.
  uniform,
  /// Buckets of unequal widths, given by their first years.
  edges,
};

/// "original", "uniform", "edges": the words in files and on the command line.
std::string_view name(BucketRule rule);

/// The years of one class, both ends included. A dead class of the original rule has last < first.
struct YearRange {
  int first;
  int last;
};

/// For a person: "2008-2009", "2012", or "(no year)" for no years.
std::string text(const YearRange& range);

/// An ordered partition of the years first_year()..last_year() into classes() buckets, oldest first.
class YearBuckets {
 public:
  /// Buckets by the rule of the same name.
  /// Errors: invalid_argument unless first_year <= last_year and 1 <= width_years <= number of years.
  static Expected<YearBuckets> original(int first_year, int last_year, int width_years);
  static Expected<YearBuckets> uniform(int first_year, int last_year, int width_years);

  /// edges = {first year of bucket 0, of bucket 1, ..., one past the last year}, strictly increasing.
  /// Errors: invalid_argument unless there are at least two edges and each is above the one before.
  static Expected<YearBuckets> from_edges(const std::vector<int>& edges);

  BucketRule rule() const { return rule_; }
  /// The width of the buckets, 0 for rule edges.
  int width_years() const { return width_years_; }
  int first_year() const { return first_year_; }
  int last_year() const { return last_year_; }
  int classes() const { return static_cast<int>(ranges_.size()); }

  /// The class of a year, or nothing if the year is outside first_year()..last_year().
  std::optional<int> label(int year) const;

  /// The years of a class. Precondition: 0 <= label < classes().
  YearRange years(int label) const { return ranges_[static_cast<std::size_t>(label)]; }

  /// The middle of a class in years; for a dead class, last_year().
  double centre_year(int label) const;

  /// The years of a class for a person.
  std::string text(int label) const { return score::text(years(label)); }

 private:
  YearBuckets(BucketRule rule, int width_years, std::vector<YearRange> ranges, int first_year, int last_year);

  BucketRule rule_;
  int width_years_;
  int first_year_;
  int last_year_;
  std::vector<YearRange> ranges_;
};

}  // namespace deepcars::score
