#include "native/base/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace deepcars::base {
namespace {

constexpr const char* name = "DEEPCARS_TEST_NUMBER";

TEST(Environment, HoldsAWholeNumberOrNothing) {
  unsetenv(name);
  EXPECT_EQ(environment_number(name), std::nullopt);
  for (const auto& [text, number] : {std::pair("0", 0), {"17", 17}, {"-3", -3}}) {
    setenv(name, text, 1);
    EXPECT_EQ(environment_number(name), number) << text;
  }
  for (const char* text : {"", " 1", "1 ", "two", "1.5", "99999999999", "0x10"}) {
    setenv(name, text, 1);
    EXPECT_EQ(environment_number(name), std::nullopt) << text;
  }
  unsetenv(name);
}

}  // namespace
}  // namespace deepcars::base
