#include "native/base/text.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace deepcars::base {
namespace {

TEST(Joined, PutsSeparatorsBetweenThings) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::vector<std::string>{"path"}), "path");
  EXPECT_EQ(joined(std::vector<std::string>{"", "year", ""}), ", year, ");
  const auto decade = [](int year) { return std::to_string(year) + "s"; };
  EXPECT_EQ(joined(std::array{1950, 1960, 1970}, " or ", decade), "1950s or 1960s or 1970s");
}

TEST(ParseInteger, TakesAWholeNumberAndNothingElse) {
  EXPECT_EQ(parse_integer("1998"), 1998);
  EXPECT_EQ(parse_integer("-5"), -5);
  for (const char* text : {"", " 1998", "1998 ", "19x8", "1998.0", "+1", "99999999999"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
}

TEST(Nearest, CountsInsertionsDeletionsAndReplacements) {
  const std::vector<std::string> known = {"epochs", "batch_size", "seed", "mixup"};
  for (const auto& [written, meant] : {std::pair("epoch", "epochs"),
                                       {"batchsize", "batch_size"},
                                       {"sead", "seed"},
                                       {"mix-up", "mixup"},
                                       {"", "seed"}}) {
    EXPECT_EQ(nearest(written, known), meant) << written;
  }
}

TEST(ProbablyMeant, IsNothingWhereTheNearestIsFar) {
  const std::vector<std::string> known = {"predict", "train"};
  EXPECT_EQ(probably_meant("predic", known), "predict");
  EXPECT_EQ(probably_meant("trian", known), "train");
  EXPECT_EQ(probably_meant("train", known), "train");
  EXPECT_EQ(probably_meant("holiday.jpg", known), std::nullopt);
  EXPECT_EQ(probably_meant("", known), std::nullopt);
}

}  // namespace
}  // namespace deepcars::base
