#include "native/data/year_text.h"

#include <gtest/gtest.h>

namespace deepcars::data {
namespace {

TEST(ParseYears, ReadsWhatProgramsWrite) {
  for (const char* text : {"2015",
                           "2015.0",
                           "2015.00",
                           "2015,0",
                           " 2015 ",
                           "\u00a02015",
                           "2015-03-01",
                           "2015-03",
                           "2015/3/1",
                           "2015-03-01 00:00:00",
                           "2015-03-01T12:30:00+01:00",
                           "03/01/2015",
                           "3/1/2015 0:00",
                           "31.12.2015",
                           "1. 3. 2015",
                           "03/2015",
                           "March 2015",
                           "1-Mar-2015",
                           "1 March 2015",
                           "Mar 1, 2015",
                           "2nd Sept. 2015"}) {
    const auto years = parse_years(text);
    ASSERT_TRUE(years) << text << ": " << years.error().sentence();
    EXPECT_EQ(*years, (YearSpan{.first = 2015, .last = 2015})) << text;
  }
}

TEST(ParseYears, ReadsEstimatesAsSpans) {
  struct Case {
    const char* text;
    YearSpan span;
    int middle;
  };
  for (const Case& good :
       {Case{"1990s", {1990, 1999}, 1994}, Case{"1990's", {1990, 1999}, 1994},
        Case{"2010-2012", {2010, 2012}, 2011}, Case{"2010 \u2013 2012", {2010, 2012}, 2011},
        Case{"2010 to 2012", {2010, 2012}, 2011}, Case{"1965-70", {1965, 1970}, 1967},
        Case{"1990-2000", {1990, 2000}, 1995}}) {
    const auto years = parse_years(good.text);
    ASSERT_TRUE(years) << good.text << ": " << years.error().sentence();
    EXPECT_EQ(*years, good.span) << good.text;
    EXPECT_EQ(years->middle(), good.middle) << good.text;
  }
}

TEST(ParseYears, SaysWhyNot) {
  for (const char* text :
       {"", "old", "19x8", "2015.5", "2012-2010", "2015-13", "c. 1965", "2004 facelift", "nan"}) {
    const auto years = parse_years(text);
    ASSERT_FALSE(years) << text;
    EXPECT_NE(years.error().message.find("is not a year"), std::string::npos) << years.error().message;
  }
  std::string long_text(100'000, '1');
  long_text.back() = '-';
  EXPECT_FALSE(parse_years(long_text)) << "a long text costs no stack";
  EXPECT_NE(parse_years("1950-1990").error().message.find("spans more than 10 years"), std::string::npos);
}

TEST(CheckPlausible, KnowsTheFirstCarAndTheNextYearsModels) {
  for (const int year : {0, -2147483647 - 1, 1884, newest_plausible_year() + 1})
    EXPECT_FALSE(check_plausible(year));
  for (const int year : {1885, 2000, newest_plausible_year()}) EXPECT_TRUE(check_plausible(year));
}

}  // namespace
}  // namespace deepcars::data
