#include "shared/features/familiarity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace deepcars::features {
namespace {

constexpr std::size_t dimensions = 256;

/// A direction between the axes 0 and 1, so many radians from axis 0.
std::vector<float> direction(double radians, float length = 1) {
  std::vector<float> vector(dimensions, 0.0f);
  vector[0] = length * static_cast<float>(std::cos(radians));
  vector[1] = length * static_cast<float>(std::sin(radians));
  return vector;
}

/// Prototypes at 0 and 0.2 radians; the distances of known cars are 0, 0.1, ..., 1.
FamiliarityModel example() {
  std::vector<float> distances;
  for (int i = 0; i <= 10; ++i) distances.push_back(static_cast<float>(i) / 10);
  return *FamiliarityModel::create({direction(0, 3), direction(0.2)}, distances);
}

TEST(Familiarity, DistanceIsToTheNearestPrototypeWhateverTheLengths) {
  EXPECT_NEAR(example().distance(direction(0.05, 7)), 1 - std::cos(0.05), 1e-6);
  EXPECT_NEAR(example().distance(direction(0.19, 0.01f)), 1 - std::cos(0.01), 1e-6);
  EXPECT_NEAR(example().distance(direction(0.2 + 1.5)), 1 - std::cos(1.5), 1e-6);
}

TEST(Familiarity, TheShareIsThatOfCarsWhichAreFarther) {
  const auto at_distance = [](double distance) { return example().of(direction(-std::acos(1 - distance))); };
  EXPECT_NEAR(at_distance(0.3).share, 0.7, 1e-5);
  EXPECT_NEAR(at_distance(0.35).share, 0.65, 1e-5) << "between two quantiles";
  EXPECT_NEAR(at_distance(0).share, 1, 1e-5);
  EXPECT_FALSE(at_distance(0.99 - unfamiliar_share).unfamiliar);
  EXPECT_TRUE(at_distance(1.01 - unfamiliar_share).unfamiliar);
  EXPECT_EQ(example().of(direction(3)).share, 0) << "farther than any car";
  EXPECT_TRUE(example().of(direction(3)).unfamiliar);
}

TEST(Familiarity, CloserThanAnyCarIsAShareOfOne) {
  const auto model = FamiliarityModel::create({direction(0)}, {0.1f, 0.2f});
  ASSERT_TRUE(model) << model.error().sentence();
  EXPECT_EQ(model->of(direction(0)).share, 1);
}

TEST(Familiarity, APhotoWithoutAnyActivationIsUnfamiliar) {
  EXPECT_TRUE(example().of(std::vector<float>(dimensions, 0.0f)).unfamiliar);
}

TEST(Familiarity, TensorsGiveTheSameModelBack) {
  const auto again = FamiliarityModel::from_tensors(example().tensors());
  ASSERT_TRUE(again) << again.error().sentence();
  EXPECT_EQ(again->of(direction(0.4)).share, example().of(direction(0.4)).share);
}

void expect_refused(const std::function<void(weights::Tensors&)>& change, const std::string& named) {
  weights::Tensors tensors = example().tensors();
  change(tensors);
  const auto model = FamiliarityModel::from_tensors(tensors);
  ASSERT_FALSE(model) << "accepted without " << named;
  EXPECT_EQ(model.error().code, ErrorCode::weights_damaged);
  EXPECT_NE(model.error().message.find(named), std::string::npos) << model.error().message;
}

TEST(Familiarity, DamagedTensorsAreNamed) {
  expect_refused([](auto& tensors) { tensors.erase("familiarity.distances"); }, "familiarity.distances");
  expect_refused([](auto& tensors) { tensors["familiarity.more"] = {{1}, {0}}; }, "familiarity.more");
  expect_refused([](auto& tensors) { tensors["familiarity.prototypes"].shape = {512}; }, "another shape");
  expect_refused([](auto& tensors) { tensors["familiarity.prototypes"].values.assign(512, 0.0f); },
                 "no direction");
  expect_refused([](auto& tensors) { tensors["familiarity.prototypes"] = {{0, 256}, {}}; }, "no rows");
  expect_refused([](auto& tensors) { tensors["familiarity.distances"] = {{2}, {0.2f, 0.1f}}; }, "ascending");
  expect_refused([](auto& tensors) { tensors["familiarity.distances"] = {{1}, {0.2f}}; }, "ascending");
}

}  // namespace
}  // namespace deepcars::features
