#include "native/base/text.h"

#include <gtest/gtest.h>

namespace deepcars::base {
namespace {

TEST(Listed, JoinsNamesByCommas) {
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({"path"}), "path");
  EXPECT_EQ(listed({"path", "year", "make"}), "path, year, make");
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
