// Weights in 8 bits with one scale per output channel, for storage only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace deepcars::weights {

/// The largest magnitude of a stored value; -128 does not occur, so that the range is symmetric.
inline constexpr int largest_int8 = 127;

/// A tensor [K, ...] of K output channels: value i of channel k stands for values[i] * scales[k].
struct QuantizedTensor {
  std::vector<std::int8_t> values;  ///< Row-major, -127..127.
  std::vector<float> scales;        ///< [K], normal positive numbers.
};

/// Symmetric quantisation per output channel (Krishnamoorthi, "Quantizing deep convolutional networks for
/// efficient inference: A whitepaper", 2018): scale = max|w| / 127, each value rounded to the nearest
/// multiple of it, ties to even. The error is at most scale / 2, and zeros stay exact. No scale is below the
/// smallest normal float, which is also the scale of a channel of zeros.
/// Precondition: values are finite; channels divides their number, or there are none.
QuantizedTensor quantize(std::span<const float> values, std::size_t channels);

/// The values that a quantised tensor stands for; infinite where a product exceeds the range of floats.
/// Precondition: the number of scales divides the number of values, or there are none.
std::vector<float> dequantize(std::span<const std::int8_t> values, std::span<const float> scales);

}  // namespace deepcars::weights
