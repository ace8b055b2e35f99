#include "native/data/split.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "native/data/random.h"

namespace deepcars::native {
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
  options.hold_out_sources = {"nowhere"};
  EXPECT_FALSE(split_photos(photos, options));
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
  EXPECT_FALSE(split_photos(one_group, {}));
  EXPECT_FALSE(split_unit_from_name("brand"));
}

}  // namespace
}  // namespace deepcars::native
