#include "native/measure/photo_selection.h"

#include <gtest/gtest.h>

#include <map>

#include "native/base/decade.h"

namespace deepcars::measure {
namespace {

/// 100 photos of the 2010s, three of the 1990s, one of the 1930s.
std::vector<int> uneven_years() {
  std::vector<int> years;
  for (int i = 0; i < 100; ++i) years.push_back(2010 + i % 10);
  years.insert(years.end(), {1991, 1992, 1999, 1934});
  return years;
}

TEST(PhotoSelection, TakesOneOfEachDecadeInTurnAsLongAsThereAreAny) {
  const std::vector<int> years = uneven_years();
  std::map<int, int> per_decade;
  for (const std::size_t i : spread_over_decades(years, 10, 1)) ++per_decade[base::decade(years[i])];
  EXPECT_EQ(per_decade, (std::map<int, int>{{1930, 1}, {1990, 3}, {2010, 6}}));
}

TEST(PhotoSelection, IsAscendingWithoutRepeatsAndTheSameForTheSameSeed) {
  const std::vector<int> years = uneven_years();
  const auto selected = spread_over_decades(years, 20, 7);
  ASSERT_EQ(selected.size(), 20u);
  for (std::size_t i = 1; i < selected.size(); ++i) EXPECT_LT(selected[i - 1], selected[i]);
  EXPECT_EQ(spread_over_decades(years, 20, 7), selected);
  EXPECT_NE(spread_over_decades(years, 20, 8), selected);
}

TEST(PhotoSelection, TakesAllWhereThereAreFewer) {
  const std::vector<int> years = {2001, 1950};
  EXPECT_EQ(spread_over_decades(years, 24, 1), (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(spread_over_decades({}, 24, 1).empty());
}

}  // namespace
}  // namespace deepcars::measure
