#include "native/train/run/feature_cache.h"

#include <gtest/gtest.h>

#include "tests/native/run_deepcars.h"

namespace deepcars::train {
namespace {

using deepcars::testing::TemporaryFolder;
using deepcars::testing::write_text;

TEST(FeatureCache, GivesBackWhatItKeepsAndNothingElse) {
  const TemporaryFolder folder;
  const FeatureCache cache(folder / "features", 7), other(folder / "features", 8);
  EXPECT_FALSE(cache.load(0, 3));
  ASSERT_TRUE(cache.store(0, {1, 2, 3}));
  EXPECT_EQ(cache.load(0, 3), (std::vector<float>{1, 2, 3}));
  EXPECT_FALSE(cache.load(0, 4)) << "another number of photos";
  EXPECT_FALSE(cache.load(1, 3));
  EXPECT_FALSE(other.load(0, 3)) << "another key";
}

TEST(FeatureCache, KeepsTheFirstPhotosOfAChunkUntilItIsWhole) {
  const TemporaryFolder folder;
  const FeatureCache cache(folder / "features", 7);
  EXPECT_TRUE(cache.load_begun(0, 2).empty());
  ASSERT_TRUE(cache.store_begun(0, {1, 2, 3, 4}));
  EXPECT_EQ(cache.load_begun(0, 2), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_TRUE(cache.load_begun(0, 3).empty()) << "not whole photos";
  EXPECT_FALSE(cache.load(0, 4)) << "begun, not whole";
  ASSERT_TRUE(cache.store(0, {1, 2, 3, 4, 5, 6}));
  EXPECT_TRUE(cache.load_begun(0, 2).empty());
  EXPECT_EQ(cache.load(0, 6), (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(FeatureKey, ChangesWithAllThatFeaturesDependOn) {
  const TemporaryFolder folder;
  write_text(folder / "a.jpg", "a");
  write_text(folder / "b.jpg", "b");
  weights::Tensors network;
  network["conv1.weight"] = {{2}, {1, 2}};
  network["fc.bias"] = {{1}, {5}};
  const auto photo = [&](const std::string& name) {
    return data::Photo{folder / name, 1990, "", "", "", "", ""};
  };
  const std::vector<data::Photo> photos = {photo("a.jpg"), photo("b.jpg")},
                                 swapped = {photo("b.jpg"), photo("a.jpg")};
  const std::uint64_t key = feature_key(network, 224, photos);

  weights::Tensors head = network;
  head["fc.bias"].values[0] = 6;
  EXPECT_EQ(feature_key(head, 224, photos), key) << "the last layer comes after the features";
  weights::Tensors body = network;
  body["conv1.weight"].values[1] = 3;
  EXPECT_NE(feature_key(body, 224, photos), key);
  EXPECT_NE(feature_key(network, 225, photos), key);
  EXPECT_NE(feature_key(network, 224, swapped), key);
  std::vector<data::OptionalMark> marks = {std::nullopt, image::PlacedMark{}};
  const std::uint64_t marked = feature_key(network, 224, photos, marks);
  EXPECT_NE(marked, key);
  marks[1]->centre.x = 0.25;
  EXPECT_NE(feature_key(network, 224, photos, marks), marked);
  write_text(folder / "a.jpg", "another photo");
  EXPECT_NE(feature_key(network, 224, photos), key) << "a file that has changed";
}

}  // namespace
}  // namespace deepcars::train
