#include "native/data/year_text.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <regex>

#include "native/base/text.h"
#include "shared/text.h"

namespace deepcars::data {
namespace {

constexpr std::size_t longest_text =
    40;  // A date with a time and its zone; std::regex recurses over longer ones.

int number(const std::string& digits) { return base::parse_integer(digits).value_or(0); }

/// The year of a date; nothing if the text is none.
std::optional<int> year_of_date(const std::string& text) {
  static const std::string time = "([ t].*)?",
                           month_name = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
  static const std::regex year_first("(\\d{4})([-/](0?[1-9]|1[0-2])([-/]\\d{1,2})?|\\.\\d{1,2}\\.\\d{1,2})" +
                                     time);
  static const std::regex year_last("(\\d{1,2}[-/. ]+)?\\d{1,2}[-/. ]+(\\d{4})" + time);
  static const std::regex with_name("(\\d{1,2}(st|nd|rd|th)?[-. ]*)?" + month_name +
                                    "[-, ]*(\\d{1,2},? +)?(\\d{4})" + time);
  std::smatch part;
  if (std::regex_match(text, part, year_first)) return number(part[1]);
  if (std::regex_match(text, part, year_last)) return number(part[2]);
  if (std::regex_match(text, part, with_name)) return number(part[5]);
  return std::nullopt;
}

/// "1990s", "2010-2012", "1965-70"; nothing for anything else.
std::optional<YearSpan> span_of(const std::string& text) {
  static const std::regex decade("(\\d{3})0'?s");
  static const std::regex range("(\\d{4}) *(-|\xE2\x80\x93|/|_|to) *(\\d{4}|\\d{2})");
  std::smatch part;
  if (std::regex_match(text, part, decade)) {
    const int first = 10 * number(part[1]);
    return YearSpan{.first = first, .last = first + 9};
  }
  if (!std::regex_match(text, part, range)) return std::nullopt;
  const int first = number(part[1]), last = number(part[3]);
  return YearSpan{.first = first, .last = part[3].length() == 2 ? first / 100 * 100 + last : last};
}

tl::unexpected<Error> not_a_year(const std::string& text) {
  return failure(ErrorCode::data_invalid, "\"" + text + "\" is not a year",
                 "write it as 2015, a date, or an estimate such as 1990s or 2010-2012");
}

/// Errors: data_invalid for a span, written as the text, that ends before it begins or says too little.
Expected<YearSpan> checked(const YearSpan& span, const std::string& text) {
  if (span.last < span.first) return not_a_year(text);
  if (span.last - span.first <= widest_span_years) return span;
  return failure(ErrorCode::data_invalid,
                 "\"" + text + "\" spans more than " + std::to_string(widest_span_years) + " years",
                 "sort its photos by narrower spans");
}

}  // namespace

int newest_plausible_year() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int>(std::chrono::year_month_day(today).year()) + 1;
}

Expected<void> check_plausible(int year) {
  const int newest = newest_plausible_year();
  if (year >= oldest_plausible_year && year <= newest) return {};
  return failure(ErrorCode::data_invalid,
                 std::to_string(year) + " is outside " + std::to_string(oldest_plausible_year) + ".." +
                     std::to_string(newest),
                 "correct the year");
}

Expected<int> parse_year(const std::string& text) {
  const auto year = base::parse_integer(text);
  if (!year) {
    return failure(ErrorCode::data_invalid, "\"" + text + "\" is not a year", "write it as four digits");
  }
  return *year;
}

Expected<YearSpan> parse_years(const std::string& text) {
  std::string plain = base::trimmed(text);
  if (const std::size_t point = plain.find_first_of(".,");
      point != std::string::npos && plain.find_first_not_of('0', point + 1) == std::string::npos) {
    plain.resize(point);
  }
  if (const auto year = base::parse_integer(plain)) return YearSpan{.first = *year, .last = *year};
  if (plain.size() > longest_text) return not_a_year(text);
  plain = lower_case(plain);
  if (const auto year = year_of_date(plain)) return YearSpan{.first = *year, .last = *year};
  const auto span = span_of(plain);
  if (!span) return not_a_year(text);
  return checked(*span, text);
}

Expected<YearSpan> parse_span(const std::string& from, const std::string& to) {
  const auto first = parse_years(from), last = parse_years(to);
  if (!first) return tl::unexpected(first.error());
  if (!last) return tl::unexpected(last.error());
  return checked({.first = first->first, .last = last->last}, from + "-" + to);
}

}  // namespace deepcars::data
