// The production year as tables and folders write it.
#pragma once

#include <string>

#include "shared/error.h"

namespace deepcars::data {

/// The year of the Benz Patent-Motorwagen.
inline constexpr int oldest_plausible_year = 1885;
/// Next year: its models are sold this year.
int newest_plausible_year();
/// Errors: data_invalid, naming the range, for a year outside oldest_plausible_year..newest_plausible_year().
Expected<void> check_plausible(int year);

/// Years of which a car may be one, both included.
struct YearSpan {
  int first = 0, last = 0;

  bool is_exact() const { return first == last; }
  int middle() const { return first + (last - first) / 2; }
  bool operator==(const YearSpan&) const = default;
};

/// The widest span that still says something about a car's age: "1990-2000".
inline constexpr int widest_span_years = 10;

/// A whole number and nothing else around it. Errors: data_invalid, saying that it is not a year.
Expected<int> parse_year(const std::string& text);

/// What people and programs write, blanks around it allowed: "2015"; "2015.0" of a table of floating-point numbers;
/// dates, of which only the year counts ("2015-03-01 12:00", "03/01/2015", "1.3.2015", "1 March 2015"); "1990s" and
/// "2010-2012", which are spans. Errors: data_invalid for anything else and for spans above widest_span_years.
Expected<YearSpan> parse_years(const std::string& text);

/// A span whose ends are written apart, each as above. Errors: as above, and for a span that ends before it begins.
Expected<YearSpan> parse_span(const std::string& from, const std::string& to);

}  // namespace deepcars::data
