#include "shared/explain/target_function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "tests/random.h"

namespace deepcars::explain {
namespace {

using Kind = Target::Kind;

const weights::ModelMetadata metadata = {.model_name = "four buckets",
                                         .licence = "none needed",
                                         .input = {},
                                         .year_buckets = score::YearBuckets::uniform(1990, 2029, 10).value(),
                                         .class_years = {1993, 2004, 2011, 2025},
                                         .temperature = 1.5};
const std::vector<float> photo_logits = {0, 3, 1, -2};

Expected<TargetFunction> function(const Target& target, const std::vector<float>& photo = photo_logits) {
  return TargetFunction::create(target, score::score(photo, metadata.class_years, metadata.temperature),
                                metadata);
}

TEST(TargetFunction, OfABucketIsItsLogit) {
  const auto given = function({.kind = Kind::given_class, .class_index = 2});
  EXPECT_EQ(given->value(photo_logits), 1);
  EXPECT_EQ(given->gradient(photo_logits), (std::vector<float>{0, 0, 1, 0}));
  EXPECT_EQ(given->unit(), Unit::logits);
}

TEST(TargetFunction, TheLikeliestBucketIsThatOfThePhotoWhateverIsAsked) {
  const std::vector<float> others = {9, 2, 0, 0};
  const auto top = function({.kind = Kind::top_class});
  EXPECT_EQ(top->value(others), 2);
  EXPECT_EQ(top->gradient(others), (std::vector<float>{0, 1, 0, 0}));
}

TEST(TargetFunction, OfADifferenceSetsOneLogitAgainstAnother) {
  const auto difference = function({.kind = Kind::difference, .class_index = 3, .other_index = 1});
  EXPECT_EQ(difference->value(photo_logits), -5);
  EXPECT_EQ(difference->gradient(photo_logits), (std::vector<float>{0, -1, 0, 1}));
  EXPECT_EQ(difference->unit(), Unit::logits);
}

TEST(TargetFunction, TheExpectedYearIsTheScores) {
  const auto year = function({.kind = Kind::expected_year});
  EXPECT_EQ(year->value(photo_logits),
            score::score(photo_logits, metadata.class_years, metadata.temperature).expected_year);
  EXPECT_EQ(year->unit(), Unit::years);
  EXPECT_EQ(name(Unit::years), "years");
  EXPECT_EQ(name(Unit::logits), "logits");
}

TEST(TargetFunction, TheGradientOfTheExpectedYearIsItsSlope) {
  // Probabilities are fp32, so the year has steps of about 1e-6 years; a hundredth of a logit is far above them, and
  // its curvature moves the slope by less than a thousandth.
  constexpr float nudge = 0.01f;
  constexpr double slope_tolerance = 1e-2;
  testing::Random random(31);
  const auto year = function({.kind = Kind::expected_year});
  double steepest = 0;
  for (int trial = 0; trial < 20; ++trial) {
    const std::vector<float> logits = random.values(4, 2);
    const std::vector<float> gradient = year->gradient(logits);
    EXPECT_NEAR(std::accumulate(gradient.begin(), gradient.end(), 0.0), 0, 1e-4) << "trial " << trial;
    for (std::size_t k = 0; k < logits.size(); ++k) {
      std::vector<float> above = logits, below = logits;
      above[k] += nudge;
      below[k] -= nudge;
      const double slope = (year->value(above) - year->value(below)) / (above[k] - below[k]);
      EXPECT_NEAR(gradient[k], slope, slope_tolerance) << "trial " << trial << " bucket " << k;
      steepest = std::max(steepest, std::abs(slope));
    }
  }
  EXPECT_GT(steepest, 1) << "years per logit";
}

TEST(TargetFunction, ABucketThatTheModelLacksIsAnError) {
  for (const Target& target : {Target{.kind = Kind::given_class, .class_index = 4},
                               Target{.kind = Kind::given_class, .class_index = -1},
                               Target{.kind = Kind::difference, .class_index = 0, .other_index = 4},
                               Target{.kind = Kind::difference, .class_index = 0, .other_index = -1}}) {
    const auto made = function(target);
    ASSERT_FALSE(made) << name(target);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(made.error().hint.find("0 to 3"), std::string::npos) << made.error().hint;
  }
}

}  // namespace
}  // namespace deepcars::explain
