#include "native/train/run/familiarity_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/random.h"

namespace deepcars::train {
namespace {

constexpr std::size_t dimensions = 256;

/// A direction near the axis of a feature; `spread` is how far from it.
std::vector<float> near_axis(std::size_t feature, double spread, Random& random) {
  std::vector<float> values(dimensions);
  for (float& value : values) value = static_cast<float>(spread * random.uniform(-1, 1));
  values[feature] += 1;
  return values;
}

/// 40 photos of each of 12 sources; photos of all sources lie near the same four axes.
struct Photos {
  std::vector<std::vector<float>> layer3;
  std::vector<std::string> origins;

  explicit Photos(double spread) {
    Random random(1);
    for (int source = 0; source < 12; ++source) {
      for (std::size_t i = 0; i < 40; ++i) {
        layer3.push_back(near_axis(i % 4, spread, random));
        origins.push_back("source " + std::to_string(source));
      }
    }
  }
};

TEST(FamiliarityFit, NewPhotosOfTheSameKindAreFamiliarAndOthersAreNot) {
  const Photos photos(0.02);
  const auto model = fit_familiarity(photos.layer3, photos.origins, 5);
  ASSERT_TRUE(model) << model.error().sentence();
  Random random(2);
  int flagged = 0;
  double mean_share = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const auto same = model->of(near_axis(i % 4, 0.02, random));
    flagged += same.unfamiliar;
    mean_share += same.share / 200;
    EXPECT_TRUE(model->of(near_axis(10 + i % 50, 0.02, random)).unfamiliar);
  }
  EXPECT_LE(flagged, 20) << "3 % are expected";
  EXPECT_NEAR(mean_share, 0.5, 0.15) << "a share is a rank among such photos";
}

TEST(FamiliarityFit, DistancesAreThoseOfOriginsThatMadeNoPrototype) {
  // Each source has its own axis: within sources every photo is near a prototype, but a new source is not.
  Photos photos(0.001);
  Random random(3);
  for (std::size_t i = 0; i < photos.layer3.size(); ++i) {
    photos.layer3[i] = near_axis(20 + i / 40, 0.001, random);
  }
  const auto model = fit_familiarity(photos.layer3, photos.origins, 5);
  ASSERT_TRUE(model) << model.error().sentence();
  EXPECT_FALSE(model->of(near_axis(100, 0.001, random)).unfamiliar)
      << "new sources are that far, and this photo is no farther";
}

TEST(FamiliarityFit, IsTheSameForTheSameSeed) {
  const Photos photos(0.02);
  const auto one = fit_familiarity(photos.layer3, photos.origins, 5),
             two = fit_familiarity(photos.layer3, photos.origins, 5);
  ASSERT_TRUE(one && two);
  for (const auto& [name, tensor] : one->tensors())
    EXPECT_EQ(tensor.values, two->tensors().at(name).values) << name;
}

TEST(FamiliarityFit, OneOriginCannotSayWhatANewOneIsLike) {
  const Photos photos(0.02);
  const std::vector<std::string> one(photos.layer3.size(), "the only source");
  const auto model = fit_familiarity(photos.layer3, one, 5);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::data_invalid);
  EXPECT_FALSE(fit_familiarity({}, {}, 5)) << "no photos";
}

}  // namespace
}  // namespace deepcars::train
