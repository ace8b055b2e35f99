// The number types that weight files are stored in, deepCars' own and other programs'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace deepcars::weights {

/// The type of a stored tensor's values; truth values are stored as uint8.
enum class ElementType { fp64, fp32, fp16, bf16, int64, int32, int16, int8, uint8 };

std::size_t bytes_per_element(ElementType type);

/// Little-endian values as fp32, each rounded to the nearest; one beyond fp32's range becomes infinite.
/// Precondition: bytes_per_element divides the number of bytes.
std::vector<float> to_floats(ElementType type, std::span<const std::uint8_t> bytes);

}  // namespace deepcars::weights
