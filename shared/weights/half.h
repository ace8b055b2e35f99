// IEEE 754 half precision (binary16), for storage only.
#pragma once

#include <cstdint>

namespace deepcars::weights {

/// The value of a half, exact for every one, including subnormals, infinities and NaN.
float float_from_half(std::uint16_t half);

/// Rounds to the nearest half, ties to even; values of 65520 and above become infinity.
std::uint16_t half_from_float(float value);

}  // namespace deepcars::weights
