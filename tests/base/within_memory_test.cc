#include "native/base/within_memory.h"

#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <stdexcept>

namespace deepcars::base {
namespace {

Expected<int> worked(const std::function<int()>& work) {
  return within_memory("huge.png", [&]() -> Expected<int> { return work(); });
}

// Thrown by hand: under AddressSanitizer an allocation that fails ends the program.
TEST(WithinMemory, AnAllocationThatFailsIsAnErrorThatSaysOfWhat) {
  EXPECT_EQ(worked([] { return 1; }), 1);
  const std::function<int()> failing[] = {[]() -> int { throw std::bad_alloc(); },
                                          []() -> int { throw std::length_error("vector::reserve"); }};
  for (const auto& work : failing) {
    const auto made = worked(work);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("huge.png takes more memory"), std::string::npos)
        << made.error().message;
  }
}

}  // namespace
}  // namespace deepcars::base
