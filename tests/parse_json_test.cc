#include "shared/parse_json.h"

#include <gtest/gtest.h>

#include <string>

namespace deepcars {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += text;
  return whole;
}

std::string lists(int depth) { return repeated("[", depth) + repeated("]", depth); }

TEST(ParseJson, ReadsJsonAndSaysWhatIsNone) {
  EXPECT_EQ(parse_json(R"({"a": [1, "]}[{"], "\\\"[": {}})").size(), 2u);
  for (const char* text : {"", "{", "{]", "{\"a\": 1} x", "[1, 2"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

TEST(ParseJson, NestsOnlySoDeep) {
  EXPECT_TRUE(parse_json(lists(max_json_depth)).is_array());
  EXPECT_TRUE(parse_json(lists(max_json_depth + 1)).is_discarded());
  const std::string objects = repeated(R"({"a":)", max_json_depth) + "1" + repeated("}", max_json_depth);
  EXPECT_TRUE(parse_json(objects).is_object());
  EXPECT_TRUE(parse_json("[" + objects + "]").is_discarded());
  EXPECT_TRUE(parse_json("[" + repeated("[],", 1000) + "1]").is_array()) << "lists beside each other";
  EXPECT_TRUE(parse_json('"' + repeated("[", 1000) + '"').is_string());
}

TEST(ParseJson, AHostileNestCostsNoStack) {
  for (const char* opening : {"[", "{\"a\":", "\"\\\"[\"", "[\"[\",{\"b\":"})
    EXPECT_TRUE(parse_json(repeated(opening, 1'000'000)).is_discarded()) << opening;
}

}  // namespace
}  // namespace deepcars
