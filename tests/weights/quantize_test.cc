#include "shared/weights/quantize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace deepcars::weights {
namespace {

constexpr float smallest_normal = std::numeric_limits<float>::min();
/// Half a step, and what rounding the quotient (up to 127) and the product to 24 bits can add to it.
constexpr double largest_error_in_steps = 0.5 + 2 * 127 * 0x1p-24;

/// Channels whose magnitudes lie up to 10^8 apart.
std::vector<float> random_channels(std::size_t channels, std::size_t per_channel, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values;
  for (std::size_t k = 0; k < channels; ++k) {
    const float magnitude = std::pow(10.0f, static_cast<float>(random() % 9) - 4.0f);
    for (std::size_t i = 0; i < per_channel; ++i)
      values.push_back(magnitude * (static_cast<float>(random()) / 2147483648.0f - 1.0f));
  }
  return values;
}

TEST(Quantize, EveryValueIsWithinHalfAStepOfItsChannel) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    const std::size_t channels = 1 + seed % 7, per_channel = 1 + 13 * seed;
    const auto values = random_channels(channels, per_channel, seed);
    const QuantizedTensor quantized = quantize(values, channels);
    ASSERT_EQ(quantized.scales.size(), channels);
    const auto expanded = dequantize(quantized.values, quantized.scales);
    ASSERT_EQ(expanded.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double error = std::abs(static_cast<double>(expanded[i]) - values[i]);
      ASSERT_LE(error, largest_error_in_steps * quantized.scales[i / per_channel])
          << "seed " << seed << ", value " << i << ": " << values[i];
    }
  }
}

TEST(Quantize, TheLargestMagnitudeOfAChannelBecomes127) {
  const QuantizedTensor quantized = quantize(std::vector<float>{0.5f, -1, 0.25f, 3, 8, -4}, 2);
  EXPECT_EQ(quantized.values, (std::vector<std::int8_t>{64, -127, 32, 48, 127, -64}));
  EXPECT_EQ(quantized.scales, (std::vector<float>{1.0f / 127, 8.0f / 127}));
}

TEST(Quantize, AChannelOfZerosStaysZero) {
  const QuantizedTensor quantized = quantize(std::vector<float>{0, -0.0f, 1, -1}, 2);
  EXPECT_EQ(quantized.values, (std::vector<std::int8_t>{0, 0, 127, -127}));
  EXPECT_EQ(quantized.scales[0], smallest_normal);
  EXPECT_EQ(dequantize(quantized.values, quantized.scales)[0], 0);
}

TEST(Quantize, SubnormalValuesKeepTheirErrorBound) {
  const std::vector<float> values = {1e-44f, -1e-40f, 100 * smallest_normal};
  const QuantizedTensor quantized = quantize(values, 1);
  EXPECT_EQ(quantized.scales[0], smallest_normal);
  const auto expanded = dequantize(quantized.values, quantized.scales);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_LE(std::abs(expanded[i] - values[i]), 0.5f * smallest_normal) << values[i];
}

TEST(Quantize, NoMagnitudeLeavesTheRange) {
  std::mt19937 random(3);
  for (int trial = 0; trial < 100'000; ++trial) {
    // Any exponent: every finite float above 0 is tried by its bits.
    float largest;
    do {
      const auto bits = static_cast<std::uint32_t>(random()) & 0x7FFFFFFFu;
      std::memcpy(&largest, &bits, sizeof largest);
    } while (!std::isfinite(largest));
    const QuantizedTensor quantized = quantize(std::vector<float>{largest, -largest}, 1);
    ASSERT_EQ(quantized.values[0], -quantized.values[1]) << largest;
    ASSERT_GE(quantized.values[0], largest < 0.5f * smallest_normal ? 0 : 1) << largest;
    ASSERT_GE(quantized.scales[0], smallest_normal);
    ASSERT_TRUE(std::isfinite(quantized.scales[0]));
  }
}

TEST(Quantize, ExpandedValuesQuantizeToTheSameAgain) {
  const auto values = random_channels(20, 500, 17);
  const QuantizedTensor once = quantize(values, 20);
  const QuantizedTensor twice = quantize(dequantize(once.values, once.scales), 20);
  EXPECT_EQ(twice.values, once.values);
  for (std::size_t k = 0; k < 20; ++k) EXPECT_FLOAT_EQ(twice.scales[k], once.scales[k]);
}

TEST(Quantize, EmptyTensorsAreFine) {
  EXPECT_TRUE(quantize({}, 0).values.empty());
  EXPECT_EQ(quantize({}, 3).scales.size(), 3u);
  EXPECT_TRUE(dequantize({}, {}).empty());
  EXPECT_TRUE(dequantize({}, std::vector<float>{1, 2}).empty());
}

}  // namespace
}  // namespace deepcars::weights
