#include "shared/explain/target.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace deepcars::explain {
namespace {

using Kind = Target::Kind;

const score::YearBuckets buckets = *score::YearBuckets::uniform(2000, 2009, 2);

TEST(Target, NamesLeadBackToTheTarget) {
  for (const TargetInfo& row : target_kinds()) {
    const Target target{
        .kind = row.kind, .class_index = row.buckets > 0 ? 3 : 0, .other_index = row.buckets > 1 ? 5 : 0};
    EXPECT_EQ(target_from_name(name(target)), target) << name(target);
  }
  EXPECT_EQ(name(Target{.kind = Kind::given_class, .class_index = 3}), "class:3");
  EXPECT_EQ(name(Target{.kind = Kind::difference, .class_index = 3, .other_index = 5}), "difference:3:5");
}

TEST(Target, OtherTextsAreNoNames) {
  for (const char* text : {"", "Top", "top:1", "class", "class:", "class:-1", "class:x", "class:1x", "2",
                           "class:1:2", "difference", "difference:1", "difference:1:", "difference::1",
                           "difference:1:2:3", "difference:1:-2"}) {
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

TEST(DifferenceFromText, TakesTwoBucketsByYearsOrNumbers) {
  const Target expected{.kind = Kind::difference, .class_index = 0, .other_index = 2};
  for (const char* text : {"2000-2001,2004-2005", "0,2", "2000-2001,2"}) {
    const auto target = difference_from_text(text, buckets);
    ASSERT_TRUE(target) << text;
    EXPECT_EQ(*target, expected) << text;
  }
  EXPECT_EQ(*target_from_text("difference:0:2", buckets), expected);
}

TEST(DifferenceFromText, MistakesAreErrorsThatSayWhatIsWrong) {
  const std::vector<std::pair<const char*, const char*>> mistakes = {
      {"2000-2001", "is not two year buckets"},
      {"", "is not two year buckets"},
      {"2000-2001,1950", "\"1950\""},
      {"5,1", "\"5\""},
      {"0,", "\"\""},
      {"0,1,2", "\"1,2\""},
      {"2000-2001,0", "both year buckets to compare are 2000-2001"}};
  for (const auto& [text, words] : mistakes) {
    const auto target = difference_from_text(text, buckets);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error().code, ErrorCode::invalid_argument) << text;
    EXPECT_NE(target.error().message.find(words), std::string::npos) << target.error().message;
    EXPECT_FALSE(target.error().hint.empty()) << text;
  }
}

TEST(TargetText, SaysWhatIsExplained) {
  EXPECT_EQ(text({}, 1, buckets), "2002-2003");
  EXPECT_EQ(text({.kind = Kind::given_class, .class_index = 3}, 1, buckets), "2006-2007");
  EXPECT_EQ(text({.kind = Kind::expected_year}, 1, buckets), "the expected year");
  EXPECT_EQ(text({.kind = Kind::difference, .class_index = 4, .other_index = 0}, 1, buckets),
            "2008-2009 rather than 2000-2001");
}

TEST(TargetFromText, WhatTheModelLacksIsAnErrorThatNamesTheChoices) {
  for (const char* text :
       {"1950", "5", "class:5", "difference:0:5", "difference:3:3", "-1", "2004-2006", "newest"}) {
    const auto target = target_from_text(text, buckets);
    ASSERT_FALSE(target) << text;
    EXPECT_EQ(target.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(target.error().message.find(text), std::string::npos);
    EXPECT_NE(target.error().hint.find("top, expected-year, a bucket from 2000-2001 to 2008-2009"),
              std::string::npos)
        << target.error().hint;
  }
}

}  // namespace
}  // namespace deepcars::explain
