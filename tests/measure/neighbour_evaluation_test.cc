#include "native/measure/neighbour_evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace deepcars::measure {
namespace {

EvaluatedPhoto photo(int year, const std::string& make, const std::vector<features::Car>& nearest) {
  EvaluatedPhoto photo{.path = "p", .source = "s", .truth = {year, 0}, .score = {}};
  photo.make = make;
  for (const features::Car& car : nearest) photo.neighbours.push_back({.car = car, .similarity = 1});
  return photo;
}

const std::vector<features::Car> training = {
    {1960, "Opel", "Kapitän"}, {1960, "Ford", "Taunus"}, {1980, "Ford", "Fiesta"}, {2000, "Fiat", "Punto"}};

TEST(NeighbourEvaluation, ComparesYearsAndMakesWithChance) {
  const std::vector<EvaluatedPhoto> photos = {photo(1962, "Opel", {training[0], training[2]}),
                                              photo(1990, "Saab", {training[3], training[2]})};
  const auto found = evaluate_neighbours(photos, training);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->photos, 2u);
  EXPECT_DOUBLE_EQ(found->distance_years, ((2 + 18) / 2.0 + (10 + 10) / 2.0) / 2);
  EXPECT_DOUBLE_EQ(found->distance_years_by_chance,
                   ((2 + 2 + 18 + 38) / 4.0 + (30 + 30 + 10 + 10) / 4.0) / 2);
  EXPECT_DOUBLE_EQ(found->same_make, 0.5);
  EXPECT_DOUBLE_EQ(found->same_make_by_chance, (1 - std::pow(0.75, 2)) / 2)
      << "a make that no training photo has: 0";
}

TEST(NeighbourEvaluation, WithoutNeighboursThereIsNothingToSay) {
  EXPECT_FALSE(evaluate_neighbours(std::vector<EvaluatedPhoto>{photo(1962, "Opel", {})}, training));
}

}  // namespace
}  // namespace deepcars::measure
