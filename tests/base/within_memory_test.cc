#include "native/base/within_memory.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace deepcars::base {
namespace {

Expected<int> allocate(std::size_t count) {
  return within_memory("huge.png", [&]() -> Expected<int> {
    std::vector<double> values;
    values.reserve(count);
    return static_cast<int>(values.size());
  });
}

TEST(WithinMemory, AnAllocationThatFailsIsAnErrorThatSaysOfWhat) {
  EXPECT_TRUE(allocate(1));
  // The one is more than the address space, the other more than a vector may have.
  for (const std::size_t count : {std::size_t{1} << 59, std::numeric_limits<std::size_t>::max()}) {
    const auto made = allocate(count);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("huge.png takes more memory"), std::string::npos)
        << made.error().message;
  }
}

}  // namespace
}  // namespace deepcars::base
