#include "shared/weights/half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace deepcars::weights {
namespace {

TEST(Half, EveryHalfSurvivesTheRoundTrip) {
  for (unsigned bits = 0; bits <= 0xFFFF; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = float_from_half(half);
    if (std::isnan(value)) continue;
    ASSERT_EQ(half_from_float(value), half) << "of bits " << bits;
  }
}

TEST(Half, KnownValues) {
  EXPECT_EQ(float_from_half(0x3C00), 1.0f);
  EXPECT_EQ(float_from_half(0xC000), -2.0f);
  EXPECT_EQ(float_from_half(0x7BFF), 65504.0f);
  EXPECT_EQ(float_from_half(0x0001), std::ldexp(1.0f, -24));
  EXPECT_TRUE(std::isinf(float_from_half(0x7C00)));
  EXPECT_TRUE(std::isnan(float_from_half(0x7E00)));
}

TEST(Half, KnownValuesOfBfloat16) {
  EXPECT_EQ(float_from_bfloat16(0x3FC0), 1.5f);
  EXPECT_EQ(float_from_bfloat16(0xC040), -3.0f);
  EXPECT_EQ(float_from_bfloat16(0x0001), std::ldexp(1.0f, -133));
  EXPECT_TRUE(std::isinf(float_from_bfloat16(0x7F80)));
}

TEST(Half, RoundsToTheNearestWithTiesToEven) {
  std::mt19937 random(11);
  for (int trial = 0; trial < 20'000; ++trial) {
    const auto low =
        static_cast<std::uint16_t>(random() % 0x7BFF);  // finite, positive, with a finite successor
    const float a = float_from_half(low), b = float_from_half(static_cast<std::uint16_t>(low + 1));
    const float middle = 0.5f * (a + b);
    ASSERT_EQ(half_from_float(middle), low + (low & 1)) << "between " << a << " and " << b;
    ASSERT_EQ(half_from_float(std::nextafter(middle, a)), low);
    ASSERT_EQ(half_from_float(std::nextafter(middle, b)), low + 1);
  }
  EXPECT_EQ(half_from_float(65519.0f), 0x7BFF);
  EXPECT_EQ(half_from_float(65520.0f), 0x7C00);
}

}  // namespace
}  // namespace deepcars::weights
