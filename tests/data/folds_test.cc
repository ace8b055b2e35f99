#include "native/data/folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "shared/random.h"

namespace deepcars::data {
namespace {

/// One source with most of the photos, and twelve small ones; every fifth car of a small one is in the large one too.
std::vector<Photo> collected_photos(std::uint64_t seed) {
  Random random(seed);
  std::vector<Photo> photos;
  const auto add = [&](const std::string& source, const std::string& group, std::size_t count) {
    const int year = 1920 + static_cast<int>(random.below(100));
    for (std::size_t i = 0; i < count; ++i) {
      photos.push_back({.path = source + "-" + group + "-" + std::to_string(i),
                        .year = year,
                        .split_group = group,
                        .source = source,
                        .phash = static_cast<std::uint64_t>(random.below(SIZE_MAX))});
    }
  };
  for (int group = 0; group < 40; ++group)
    add("large", "group " + std::to_string(group), 4 + random.below(8));
  for (int source = 0; source < 12; ++source) {
    for (int car = 0; car < 5; ++car) {
      const std::string group =
          car == 0 ? "group " + std::to_string(source) : "own " + std::to_string(5 * source + car);
      add("small " + std::to_string(source), group, 1 + random.below(5));
    }
  }
  return photos;
}

std::set<std::string> held_out(const Fold& fold) {
  std::set<std::string> paths;
  for (const Photo& photo : fold.photos) {
    if (photo.split == "val") paths.insert(photo.path.string());
  }
  return paths;
}

TEST(Folds, HoldEveryPhotoOutExactlyOnce) {
  const auto photos = collected_photos(1);
  const auto folds = make_folds(photos, {.folds = 4});
  ASSERT_TRUE(folds) << folds.error().sentence();
  ASSERT_EQ(folds->size(), 4u);
  std::map<std::string, int> times;
  for (const Fold& fold : *folds) {
    const auto held = held_out(fold);
    for (const std::string& path : held) ++times[path];
    EXPECT_EQ(fold.photos.size() + fold.left_out_for_group + fold.left_out_for_duplicates, photos.size());
    EXPECT_NEAR(static_cast<double>(held.size()), static_cast<double>(photos.size()) / 4,
                0.05 * static_cast<double>(photos.size()));
  }
  EXPECT_EQ(times.size(), photos.size());
  for (const auto& [path, count] : times) EXPECT_EQ(count, 1) << path;
}

TEST(Folds, TrainOnNoCarThatTheyHoldOut) {
  const auto folds = make_folds(collected_photos(2), {.folds = 3});
  ASSERT_TRUE(folds) << folds.error().sentence();
  std::size_t left_out = 0;
  for (const Fold& fold : *folds) {
    std::map<std::string, std::set<std::string>> splits;
    for (const Photo& photo : fold.photos) splits[photo.split_group].insert(photo.split);
    for (const auto& [group, in] : splits) EXPECT_EQ(in.size(), 1u) << group;
    left_out += fold.left_out_for_group;
  }
  EXPECT_GT(left_out, 0u) << "cars of small sources are in the large one too";
}

TEST(Folds, HoldSourcesOutWholeUnlessTheyAreLargerThanAFold) {
  const auto folds = make_folds(collected_photos(3), {.folds = 4});
  ASSERT_TRUE(folds) << folds.error().sentence();
  std::size_t whole = 0;
  for (const Fold& fold : *folds) {
    whole += fold.sources.size();
    EXPECT_EQ(std::count(fold.sources.begin(), fold.sources.end(), "large"), 0) << "it is divided by group";
    const std::set<std::string> sources(fold.sources.begin(), fold.sources.end());
    for (const Photo& photo : fold.photos) {
      if (photo.source == "large") continue;
      EXPECT_EQ(photo.split, sources.contains(photo.source) ? "val" : "train") << photo.path;
    }
  }
  EXPECT_EQ(whole, 12u);
}

TEST(Folds, TrainOnNoNearDuplicateOfWhatTheyHoldOut) {
  auto photos = collected_photos(4);
  // The first photo of the large source, its copies, and one that is like a copy but not like the first.
  const std::uint64_t hash = *photos.front().phash;
  photos[photos.size() - 1].phash = hash;
  photos[photos.size() - 20].phash = hash ^ 0b111;
  photos[photos.size() - 40].phash = hash ^ 0b111000 ^ 0b111;
  const std::set<std::string> alike = {photos.front().path.string(), photos[photos.size() - 1].path.string(),
                                       photos[photos.size() - 20].path.string(),
                                       photos[photos.size() - 40].path.string()};
  const auto check = [&](int bits) {
    const auto folds = make_folds(photos, {.folds = 4, .max_near_duplicate_bits = bits});
    EXPECT_TRUE(folds);
    int both = 0;
    for (const Fold& fold : *folds) {
      std::set<std::string> splits;
      for (const Photo& photo : fold.photos) {
        if (alike.contains(photo.path.string())) splits.insert(photo.split);
      }
      both += splits.size() == 2;
    }
    return both;
  };
  EXPECT_EQ(check(3), 0);
  EXPECT_GT(check(-1), 0) << "without looking for them they train and are held out at once";
}

TEST(Folds, AreTheSameForTheSameSeedOnly) {
  const auto photos = collected_photos(5);
  const auto first = make_folds(photos, {.seed = 7}), second = make_folds(photos, {.seed = 7}),
             other = make_folds(photos, {.seed = 8});
  ASSERT_TRUE(first && second && other);
  EXPECT_EQ(held_out(first->front()), held_out(second->front()));
  EXPECT_NE(held_out(first->front()), held_out(other->front()));
}

TEST(Folds, RefuseWhatCannotBe) {
  const auto photos = collected_photos(6);
  EXPECT_FALSE(make_folds(photos, {.folds = 1}));
  EXPECT_FALSE(make_folds(photos, {.max_near_duplicate_bits = 17}));
  EXPECT_FALSE(make_folds(photos, {.year_edges = {1950, 1950}}));
  const std::vector<Photo> one_car = {{.path = "a", .year = 2000, .split_group = "g"},
                                      {.path = "b", .year = 2000, .split_group = "g"}};
  const auto refused = make_folds(one_car, {.folds = 2});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::data_invalid);
}

}  // namespace
}  // namespace deepcars::data
