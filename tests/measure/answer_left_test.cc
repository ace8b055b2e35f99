#include "shared/measure/answer_left.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace deepcars::measure {
namespace {

using Kind = explain::Target::Kind;

TEST(AnswerLeft, IsTheProbabilityOrHowLittleTheYearMoved) {
  const PerturbationPoint point{.probability = 0.25, .expected_year = 1990};
  EXPECT_EQ(answer_left(Kind::top_class, point, 1980), 0.25);
  EXPECT_DOUBLE_EQ(answer_left(Kind::expected_year, point, 1990), 1);
  EXPECT_DOUBLE_EQ(answer_left(Kind::expected_year, point, 1975), 0.5);
  EXPECT_DOUBLE_EQ(answer_left(Kind::expected_year, point, 2005), 0.5);
  EXPECT_DOUBLE_EQ(answer_left(Kind::expected_year, point, 1900), 0);
}

TEST(AnswerLeft, OfAYearThatIsNotANumberIsNotANumber) {
  const PerturbationPoint point{.probability = 0.25,
                                .expected_year = std::numeric_limits<double>::quiet_NaN()};
  EXPECT_TRUE(std::isnan(answer_left(Kind::expected_year, point, 1990)));
}

TEST(PerturbationPoint, IsTheProbabilityOfTheBucketThatIsAskedAbout) {
  const score::Score score{.probabilities = {0.5f, 0.25f, 0.125f, 0}, .top_class = 0, .expected_year = 1990};
  EXPECT_EQ(perturbation_point(score, {}, 1).probability, 0.25);
  EXPECT_EQ(perturbation_point(score, {.kind = Kind::expected_year}, 1).probability, 0.25);
  EXPECT_EQ(perturbation_point(score, {.kind = Kind::given_class, .class_index = 2}, 1).probability, 0.125);
  EXPECT_DOUBLE_EQ(
      perturbation_point(score, {.kind = Kind::difference, .class_index = 1, .other_index = 0}, 0)
          .probability,
      1.0 / 3);
  EXPECT_EQ(perturbation_point(score, {}, 0).expected_year, 1990);
}

TEST(PerturbationPoint, OfTwoBucketsWithoutProbabilityIsAHalf) {
  const score::Score score{.probabilities = {1, 0, 0}};
  EXPECT_EQ(perturbation_point(score, {.kind = Kind::difference, .class_index = 1, .other_index = 2}, 0)
                .probability,
            0.5);
}

}  // namespace
}  // namespace deepcars::measure
