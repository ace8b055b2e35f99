#include "native/measure/photo_selection.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "native/base/decade.h"

namespace deepcars::measure {
namespace {

/// Photos of some years, each from a source.
struct Photos {
  std::vector<int> years;
  std::vector<std::string> sources;

  void add(int count, int year, const std::string& source) {
    years.insert(years.end(), static_cast<std::size_t>(count), year);
    sources.insert(sources.end(), static_cast<std::size_t>(count), source);
  }

  std::vector<std::size_t> spread(std::size_t max_photos, std::uint64_t seed) const {
    return spread_over_decades_and_sources(years, sources, max_photos, seed);
  }
};

/// 100 photos of the 2010s from one source, ten from another; three of the 1990s, one of the 1930s.
Photos uneven_photos() {
  Photos photos;
  photos.add(100, 2013, "street");
  photos.add(10, 2019, "dealer");
  photos.add(3, 1992, "street");
  photos.add(1, 1934, "museum");
  return photos;
}

TEST(PhotoSelection, TakesOneOfEachDecadeInTurnAsLongAsThereAreAny) {
  const Photos photos = uneven_photos();
  std::map<int, int> per_decade;
  for (const std::size_t i : photos.spread(10, 1)) ++per_decade[base::decade(photos.years[i])];
  EXPECT_EQ(per_decade, (std::map<int, int>{{1930, 1}, {1990, 3}, {2010, 6}}));
}

TEST(PhotoSelection, TakesFromTheSourceThatHasGivenTheFewest) {
  const Photos photos = uneven_photos();
  std::map<std::string, int> per_source;
  for (const std::size_t i : photos.spread(11, 1)) ++per_source[photos.sources[i]];
  // The street's three of the 1990s have no other source; the dealer makes up for them in the 2010s.
  EXPECT_EQ(per_source, (std::map<std::string, int>{{"dealer", 5}, {"museum", 1}, {"street", 5}}));
}

TEST(PhotoSelection, HasNoRepeatsAndIsTheSameForTheSameSeed) {
  const Photos photos = uneven_photos();
  const auto selected = photos.spread(20, 7);
  ASSERT_EQ(selected.size(), 20u);
  EXPECT_EQ(std::set<std::size_t>(selected.begin(), selected.end()).size(), 20u);
  EXPECT_EQ(photos.spread(20, 7), selected);
  EXPECT_NE(photos.spread(20, 8), selected);
}

TEST(PhotoSelection, OfMorePhotosBeginsWithThoseOfFewer) {
  const Photos photos = uneven_photos();
  auto many = photos.spread(60, 3);
  const auto few = photos.spread(12, 3);
  many.resize(few.size());
  EXPECT_EQ(many, few);
}

TEST(PhotoSelection, TakesAllWhereThereAreFewer) {
  Photos photos;
  photos.add(1, 2001, "");
  photos.add(1, 1950, "");
  const auto selected = photos.spread(24, 1);
  EXPECT_EQ(std::set<std::size_t>(selected.begin(), selected.end()), (std::set<std::size_t>{0, 1}));
  EXPECT_TRUE(Photos{}.spread(24, 1).empty());
}

}  // namespace
}  // namespace deepcars::measure
