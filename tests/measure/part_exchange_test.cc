#include "native/measure/part_exchange.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/random_model.h"

namespace deepcars::measure {
namespace {

constexpr int kClasses = 4, kSizePx = 48;

explain::HeatMap map_of(std::vector<float> values) {
  return {static_cast<int>(values.size()), 1, true, std::move(values)};
}

TEST(ChangeInRegion, IsTheShareOfTheAbsoluteChange) {
  const std::vector<std::uint8_t> region = {1, 0, 0, 0};
  const explain::HeatMap before = map_of({1, 1, 1, 1});
  EXPECT_DOUBLE_EQ(change_in_region(before, map_of({-2, 1, 1, 2}), region), 0.75);
  EXPECT_DOUBLE_EQ(change_in_region(before, map_of({5, 1, 1, 1}), region), 1);
  EXPECT_DOUBLE_EQ(change_in_region(before, before, region), 0);
  EXPECT_TRUE(std::isnan(
      change_in_region(before, map_of({1, std::numeric_limits<float>::quiet_NaN(), 1, 1}), region)));
}

/// Only the grille moves the answer, and only to the last era.
DrawnCarAnswers answers(double years) {
  DrawnCarAnswers car{.years = {1, 2, 3, 4, 5}, .unfamiliar_share = 0.5, .exchanges = {}};
  for (const CarPart part : car_parts) {
    for (std::size_t from = 0; from < car_eras.size(); ++from) {
      for (std::size_t to = 0; to < car_eras.size(); ++to) {
        if (to != from)
          car.exchanges.push_back({part, from, to, part == CarPart::grille && to == 4 ? years : 0});
      }
    }
  }
  return car;
}

TEST(PartExchange, TellsToWhichPartsTheNetworkReacts) {
  const std::vector<DrawnCarAnswers> cars = {answers(20), answers(16)};
  const PartExchangeEvaluation evaluation = summarise(cars);
  EXPECT_EQ(evaluation.cars, 2u);
  EXPECT_DOUBLE_EQ(evaluation.unfamiliar_share, 0.5);
  EXPECT_EQ(evaluation.years, (std::vector<double>{1, 2, 3, 4, 5}));
  for (const PartSummary& part : evaluation.parts) {
    EXPECT_EQ(part.reacts(), part.part == CarPart::grille) << name(part.part);
    EXPECT_DOUBLE_EQ(part.moved_to_era_years[4], part.part == CarPart::grille ? 18 : 0);
    EXPECT_DOUBLE_EQ(part.moved_to_era_years[0], 0);
    if (part.part == CarPart::grille) {
      EXPECT_DOUBLE_EQ(part.moved_years, 18 * 4 / 20.0);  // 4 of 20 exchanges.
    }
  }
  const Exchange largest = largest_exchange(cars[0], CarPart::grille);
  EXPECT_EQ(largest.to, 4u);
  EXPECT_EQ(largest.moved_years, 20);
}

TEST(PartExchange, ComparesAMapsShareWithTheEdges) {
  const auto test = [](double map, double edges) {
    return PartTest{.exchange = {.part = CarPart::grille},
                    .area_share = 0.1,
                    .changes = {{"map", map}, {"edges", edges}}};
  };
  PartSummary part{.part = CarPart::grille, .moved_years = 4, .moved_to_era_years = {}};
  const std::vector<PartTest> tests = {test(0.5, 0.4), test(0.7, 0.6)};
  add_tests(tests, part);
  EXPECT_NEAR(part.area_share->mean, 0.1, 1e-12);
  ASSERT_EQ(part.shares.size(), 2u);
  EXPECT_NEAR(part.shares[0].weight_share.mean, 0.6, 1e-12);
  EXPECT_NEAR(part.shares[0].less_edges.mean, 0.1, 1e-12);
  EXPECT_NEAR(*part.shares[0].less_edges.standard_error, 0, 1e-12);
}

TEST(PartExchange, OfARealNetworkTellsOfEveryPassAndStops) {
  nn::ThreadPool pool(2);
  const CarModel model = std::move(*CarModel::load(
      *weights::write_model_file(testing::random_model(kClasses, kSizePx, 3), weights::Storage::fp32)));
  std::int64_t passes = 0;
  const auto count = [&](std::int64_t more) {
    passes += more;
    return true;
  };
  const auto stop = [](std::int64_t) { return false; };
  const auto found = drawn_car_answers(model, 1, pool, count);
  ASSERT_TRUE(found);
  EXPECT_EQ(passes, drawn_car_answer_passes());
  EXPECT_EQ(found->years.size(), car_eras.size());
  EXPECT_EQ(found->exchanges.size(), car_parts.size() * 5 * 4);
  EXPECT_FALSE(drawn_car_answers(model, 1, pool, stop));

  passes = 0;
  const std::vector<const explain::Method*> methods = {explain::find_method("gradient")};
  const Exchange exchange = largest_exchange(*found, CarPart::wheels);
  const auto test = test_part(model, exchange, 1, methods, pool, count).value();
  ASSERT_TRUE(test);
  EXPECT_EQ(passes, expected_part_test_passes(methods));
  ASSERT_EQ(test->changes.size(), 2u);
  for (const ChangeInRegion& change : test->changes) {
    EXPECT_GE(change.weight_share, 0) << change.map;
    EXPECT_LE(change.weight_share, 1) << change.map;
  }
  // The part's edges change in its region, but for the blur.
  EXPECT_GT(test->changes.back().weight_share, 2 * test->area_share);
  EXPECT_FALSE(test_part(model, exchange, 1, methods, pool, stop).value());
}

}  // namespace
}  // namespace deepcars::measure
