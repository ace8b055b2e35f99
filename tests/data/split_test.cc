#include "native/data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>

#include "shared/random.h"

namespace deepcars::data {
namespace {

/// 120 groups of very different sizes over a century, most of them new.
std::vector<Photo> uneven_photos(std::uint64_t seed) {
  Random random(seed);
  std::vector<Photo> photos;
  for (int group = 0; group < 120; ++group) {
    const int year = 2020 - static_cast<int>(100 * random.uniform() * random.uniform());
    const std::size_t size = 1 + random.below(group % 10 == 0 ? 60 : 12);
    for (std::size_t i = 0; i < size; ++i) {
      const std::string name = std::to_string(group);
      photos.push_back({name, year + static_cast<int>(random.below(4)), "make", name, name,
                        group % 7 == 0 ? "a" : "b", ""});
    }
  }
  return photos;
}

std::map<std::string, double> shares(const std::vector<Photo>& photos) {
  std::map<std::string, double> found;
  for (const Photo& photo : photos) found[photo.split] += 1.0 / static_cast<double>(photos.size());
  return found;
}

TEST(Split, KeepsEachGroupInOneSplitAndTheFractions) {
  constexpr double tolerance = 0.02;  // The largest group is about 8 % of the photos, most are below 1 %.
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto photos = uneven_photos(seed);
    ASSERT_TRUE(split_photos(photos, {.seed = seed}));
    std::map<std::string, std::set<std::string>> splits;
    for (const Photo& photo : photos) splits[photo.split_group].insert(photo.split);
    for (const auto& [group, in] : splits) EXPECT_EQ(in.size(), 1u) << "group " << group << " seed " << seed;
    const auto found = shares(photos);
    EXPECT_NEAR(found.at("train"), 0.7, tolerance) << "seed " << seed;
    EXPECT_NEAR(found.at("val"), 0.1, tolerance) << "seed " << seed;
    EXPECT_NEAR(found.at("test"), 0.2, tolerance) << "seed " << seed;
  }
}

TEST(Split, IsTheSameForTheSameSeedOnly) {
  auto first = uneven_photos(1), second = first, other = first;
  ASSERT_TRUE(split_photos(first, {.seed = 5}));
  ASSERT_TRUE(split_photos(second, {.seed = 5}));
  ASSERT_TRUE(split_photos(other, {.seed = 6}));
  int different = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].split, second[i].split);
    different += first[i].split != other[i].split;
  }
  EXPECT_GT(different, 0);
}

TEST(Split, TrainsOnEveryDecadeThatHasThreeGroups) {
  auto photos = uneven_photos(2);
  std::map<int, std::set<std::string>> groups;
  for (const Photo& photo : photos) groups[photo.year / 10].insert(photo.split_group);
  ASSERT_TRUE(split_photos(photos, {}));
  std::map<int, int> train;
  for (const Photo& photo : photos) train[photo.year / 10] += photo.split == "train";
  for (const auto& [decade, in] : groups) {
    if (in.size() >= 3) {
      EXPECT_GT(train[decade], 0) << decade << "0s";
    }
  }
}

TEST(Split, HoldsSourcesOut) {
  auto photos = uneven_photos(3);
  SplitOptions options;
  options.hold_out_sources = {"a"};
  ASSERT_TRUE(split_photos(photos, options));
  for (const Photo& photo : photos) {
    if (photo.source == "a") {
      EXPECT_EQ(photo.split, "test");
    }
  }
  options.validation_sources = {"a"};
  EXPECT_FALSE(split_photos(photos, options)) << "in both";
  options.hold_out_sources = {"nowhere"};
  EXPECT_FALSE(split_photos(photos, options));
}

TEST(Split, ValidatesWithWholeSources) {
  auto photos = uneven_photos(3);
  ASSERT_TRUE(split_photos(photos, {.validation_sources = {"a"}}));
  for (const Photo& photo : photos) {
    if (photo.source == "a") {
      EXPECT_EQ(photo.split, "val");
    }
  }
}

TEST(Split, BySourceKeepsSourcesTogether) {
  auto photos = uneven_photos(4);
  ASSERT_TRUE(split_photos(photos, {.fractions = {0.5, 0.0, 0.5}, .unit = SplitUnit::source}));
  std::map<std::string, std::set<std::string>> splits;
  for (const Photo& photo : photos) splits[photo.source].insert(photo.split);
  for (const auto& [source, in] : splits) EXPECT_EQ(in.size(), 1u) << source;
}

TEST(Split, RefusesBadFractionsAndTooFewGroups) {
  auto photos = uneven_photos(5);
  for (const std::array<double, 3> fractions :
       {std::array{0.7, 0.1, 0.1}, std::array{1.2, -0.1, -0.1}, std::array{0.0, 0.5, 0.5},
        std::array{std::nan(""), 0.5, 0.5}}) {
    EXPECT_FALSE(split_photos(photos, {.fractions = fractions}));
  }
  std::vector<Photo> one_group = {{"a", 2000, "", "", "g", "", ""}, {"b", 2000, "", "", "g", "", ""}};
  const auto refused = split_photos(one_group, {});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("too few groups (1)"), std::string::npos) << refused.error().message;
  EXPECT_FALSE(base::value_of_word<SplitUnit>("--by", "brand"));
  EXPECT_FALSE(split_photos(photos, {.year_edges = {1950, 1950}}));
  EXPECT_FALSE(split_photos(photos, {.max_near_duplicate_bits = 17}));
}

/// With random hashes: some 32 bits apart.
std::vector<Photo> hashed_photos() {
  auto photos = uneven_photos(6);
  Random random(6);
  for (Photo& photo : photos) photo.phash = static_cast<std::uint64_t>(random.below(SIZE_MAX));
  return photos;
}

TEST(Split, KeepsNearDuplicatesOfDifferentGroupsTogether) {
  const auto plain = hashed_photos();
  auto apart = plain;
  const auto without = split_photos(apart, {});
  ASSERT_TRUE(without);
  EXPECT_EQ(without->joined_pairs, 0u);
  // Two photos that are in different splits become near duplicates.
  const auto other =
      std::find_if(apart.begin(), apart.end(), [&](const Photo& p) { return p.split != apart[0].split; });
  const auto twin = static_cast<std::size_t>(other - apart.begin());
  auto photos = plain;
  photos[twin].phash = *photos[0].phash ^ 0b1000'0000'0001;
  auto ignored = photos;
  const auto joined = split_photos(photos, {});
  ASSERT_TRUE(joined);
  EXPECT_EQ(photos[twin].split, photos[0].split);
  EXPECT_EQ(joined->joined_pairs, 1u);
  EXPECT_EQ(joined->joined_photos, 2u);
  EXPECT_EQ(joined->units, without->units - 1);
  ASSERT_TRUE(split_photos(ignored, {.max_near_duplicate_bits = -1}));
  EXPECT_NE(ignored[twin].split, ignored[0].split);
}

TEST(Split, DoesNotLetAChainOfNearDuplicatesJoinEverything) {
  std::vector<Photo> photos;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = std::to_string(i);
    photos.push_back({name, 2000, "", "", name, "", ""});
    photos.back().phash = std::uint64_t{0x5555} + static_cast<std::uint64_t>(i % 2);
  }
  const auto summary = split_photos(photos, {});
  ASSERT_TRUE(summary) << summary.error().sentence();
  EXPECT_EQ(summary->max_joined_photos, 50u);
  EXPECT_LE(summary->largest_unit, 50u);
  EXPECT_GT(summary->apart_pairs, 0u);
  EXPECT_NEAR(shares(photos).at("train"), 0.7, 0.05);
}

TEST(Split, CountsNearDuplicatesOfHeldOutPhotos) {
  auto photos = hashed_photos();
  const auto in = [&](const std::string& source) {
    return std::find_if(photos.begin(), photos.end(), [&](const Photo& p) { return p.source == source; });
  };
  in("a")->phash = in("b")->phash;
  const auto summary = split_photos(photos, {.hold_out_sources = {"a"}});
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->held_out_pairs, 1u);
  EXPECT_EQ(summary->joined_pairs, 0u);
}

TEST(Split, HoldsTheFractionsInTheSpansAskedFor) {
  constexpr double tolerance = 0.06;  // A span has about a hundred photos, in groups of up to 60.
  auto photos = uneven_photos(7);
  const std::vector<int> edges = {1990, 2005, 2012};
  ASSERT_TRUE(split_photos(photos, {.year_edges = edges}));
  std::map<std::ptrdiff_t, std::pair<int, int>> spans;
  for (const Photo& photo : photos) {
    auto& [train, all] = spans[std::upper_bound(edges.begin(), edges.end(), photo.year) - edges.begin()];
    train += photo.split == "train";
    ++all;
  }
  for (const auto& [span, counts] : spans) {
    EXPECT_NEAR(static_cast<double>(counts.first) / counts.second, 0.7, tolerance) << "span " << span;
  }
}

}  // namespace
}  // namespace deepcars::data
