#include "shared/explain/target.h"

#include <gtest/gtest.h>

namespace deepcars::explain {
namespace {

using Kind = Target::Kind;

const std::vector<double> years = {1990, 2000, 2010};
const score::YearBuckets buckets = *score::YearBuckets::uniform(2000, 2009, 2);

TEST(Target, NamesLeadBackToTheTarget) {
  for (const TargetInfo& row : target_kinds()) {
    const Target target{.kind = row.kind, .class_index = row.kind == Kind::given_class ? 3 : 0};
    EXPECT_EQ(target_from_name(name(target)), target) << name(target);
  }
  EXPECT_EQ(name(Target{.kind = Kind::given_class, .class_index = 3}), "class:3");
}

TEST(Target, OtherTextsAreNoNames) {
  for (const char* text : {"", "Top", "top:1", "class", "class:", "class:-1", "class:x", "class:1x", "2"}) {
    EXPECT_FALSE(target_from_name(text)) << text;
  }
}

TEST(Target, EveryRowSaysWhatItAnswers) {
  for (const TargetInfo& row : target_kinds()) {
    EXPECT_FALSE(row.label.empty());
    EXPECT_EQ(row.answers.back(), '.') << row.name;
    EXPECT_EQ(info(row.kind).name, row.name);
  }
}

TEST(TargetFromText, TakesNamesYearsAndNumbers) {
  EXPECT_EQ(target_from_text("top", buckets)->kind, Kind::top_class);
  EXPECT_EQ(target_from_text("expected-year", buckets)->kind, Kind::expected_year);
  for (const char* text : {"class:2", "2004-2005", "2"}) {
    const auto target = target_from_text(text, buckets);
    ASSERT_TRUE(target) << text;
    EXPECT_EQ(*target, (Target{.kind = Kind::given_class, .class_index = 2})) << text;
  }
}

TEST(TargetFromText, WhatTheModelLacksIsAnErrorThatNamesTheChoices) {
  for (const char* text : {"1950", "5", "class:5", "-1", "2004-2006", "newest"}) {
    const auto target = target_from_text(text, buckets);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(target.error().message.find(text), std::string::npos);
    EXPECT_NE(target.error().hint.find("top, expected-year, a bucket from 2000-2001 to 2008-2009"),
              std::string::npos)
        << target.error().hint;
  }
}

TEST(LogitsGradient, OfAClassIsOneHot) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  EXPECT_EQ(*logits_gradient({Target::Kind::top_class}, score, years, 1.0), (std::vector<float>{0, 1, 0}));
  EXPECT_EQ(*logits_gradient({Target::Kind::given_class, 2}, score, years, 1.0),
            (std::vector<float>{0, 0, 1}));
}

TEST(LogitsGradient, OfTheExpectedYearSumsToZero) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  const auto gradient = logits_gradient({Target::Kind::expected_year}, score, years, 1.0);
  ASSERT_TRUE(gradient);
  EXPECT_NEAR((*gradient)[0] + (*gradient)[1] + (*gradient)[2], 0.0f, 1e-5f);
  EXPECT_LT((*gradient)[0], 0.0f);
  EXPECT_GT((*gradient)[2], 0.0f);
}

TEST(LogitsGradient, AClassThatDoesNotExistIsAnError) {
  const score::Score score = score::score(std::vector<float>{0, 3, 1}, years, 1.0);
  for (int index : {-1, 3}) {
    const auto gradient = logits_gradient({Target::Kind::given_class, index}, score, years, 1.0);
    ASSERT_FALSE(gradient);
    EXPECT_EQ(gradient.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace deepcars::explain
