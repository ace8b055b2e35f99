#include "native/base/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace deepcars::base {
namespace {

TEST(Crc32c, GivesThePublishedValues) {
  EXPECT_EQ(crc32c("123456789"), 0xE306'9283u) << "the check value of CRC catalogues";
  // RFC 3720, appendix B.4.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A91'36AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8'AB43u);
  EXPECT_EQ(crc32c(""), 0u);
}

}  // namespace
}  // namespace deepcars::base
