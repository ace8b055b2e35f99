#include "native/train/run/neighbours_fit.h"

#include <gtest/gtest.h>

#include "shared/random.h"

namespace deepcars::train {
namespace {

constexpr std::size_t dimensions = 512;

std::vector<float> features(std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(dimensions);
  for (float& value : values) value = static_cast<float>(random.uniform());
  return values;
}

TEST(NeighboursFit, APhotoIsItsOwnNearestNeighbour) {
  std::vector<std::vector<float>> layer4;
  std::vector<data::Photo> photos;
  for (int i = 0; i < 60; ++i) {
    layer4.push_back(features(static_cast<std::uint64_t>(i)));
    photos.push_back({.path = "p", .year = 1950 + i, .make = "Make", .model = std::to_string(i)});
  }
  const auto set = fit_neighbours("id", layer4, photos);
  EXPECT_EQ(set.model_id(), "id");
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const auto nearest = set.nearest(layer4[i], 1);
    ASSERT_EQ(nearest.size(), 1u);
    EXPECT_EQ(nearest[0].car.year, photos[i].year);
    EXPECT_NEAR(nearest[0].similarity, 1, 1e-5);
  }
}

TEST(NeighboursFit, NearDuplicatesAreKeptOnce) {
  const std::vector<std::vector<float>> layer4 = {features(1), features(2), features(3)};
  const std::vector<data::Photo> photos = {{.path = "a", .year = 1960, .phash = 0xF0F0},
                                           {.path = "b", .year = 1961, .phash = 0xF0F1},
                                           {.path = "c", .year = 1962, .phash = 0xFFFF'0000'FFFF'0000}};
  const auto set = fit_neighbours("id", layer4, photos);
  ASSERT_EQ(set.cars().size(), 2u);
  EXPECT_EQ(set.cars()[0].year, 1960);
  EXPECT_EQ(set.cars()[1].year, 1962);
}

TEST(NeighboursFit, TheFileOfManyPhotosStaysBelow700KB) {
  std::vector<std::vector<float>> layer4;
  std::vector<data::Photo> photos;
  for (std::size_t i = 0; i < 9500; ++i) {
    std::vector<float> values(dimensions, 0.0f);
    values[i % dimensions] = 1, values[i * 7 % dimensions] += 0.5f;
    layer4.push_back(std::move(values));
    photos.push_back({.path = "p",
                      .year = 1900 + static_cast<int>(i % 120),
                      .make = "Make " + std::to_string(i % 60),
                      .model = "Model " + std::to_string(i % 1200)});
  }
  const auto bytes = fit_neighbours("0123456789abcdef", layer4, photos).write();
  ASSERT_TRUE(bytes) << bytes.error().sentence();
  EXPECT_LE(bytes->size(), 700'000u);
}

}  // namespace
}  // namespace deepcars::train
