// The two 16-bit float formats, for storage only: IEEE 754 half precision (binary16) and bfloat16.
#pragma once

#include <cstdint>

namespace deepcars::weights {

/// The value of a half, exact for every one, including subnormals, infinities and NaN.
float float_from_half(std::uint16_t half);

/// The value of a bfloat16, which is the upper half of a float; exact.
float float_from_bfloat16(std::uint16_t bfloat16);

/// Rounds to the nearest half, ties to even; values of 65520 and above become infinity.
std::uint16_t half_from_float(float value);

}  // namespace deepcars::weights
