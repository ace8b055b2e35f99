#include "shared/weights/element_type.h"

#include <bit>
#include <cstring>

#include "shared/weights/half.h"

namespace deepcars::weights {
namespace {

static_assert(std::endian::native == std::endian::little, "values are read as they lie in the file");

/// Stored values of type T, each turned into a float by a function.
template <typename T, typename ToFloat>
std::vector<float> convert(std::span<const std::uint8_t> bytes, ToFloat to_float) {
  std::vector<float> values(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    T stored;
    std::memcpy(&stored, &bytes[i * sizeof(T)], sizeof stored);
    values[i] = to_float(stored);
  }
  return values;
}

template <typename T>
std::vector<float> convert(std::span<const std::uint8_t> bytes) {
  return convert<T>(bytes, [](T stored) { return static_cast<float>(stored); });
}

}  // namespace

std::size_t bytes_per_element(ElementType type) {
  switch (type) {
    case ElementType::fp64:
    case ElementType::int64:
      return 8;
    case ElementType::fp32:
    case ElementType::int32:
      return 4;
    case ElementType::fp16:
    case ElementType::bf16:
    case ElementType::int16:
      return 2;
    case ElementType::int8:
    case ElementType::uint8:
      return 1;
  }
  return 1;
}

std::vector<float> to_floats(ElementType type, std::span<const std::uint8_t> bytes) {
  switch (type) {
    case ElementType::fp64:
      return convert<double>(bytes);
    case ElementType::fp32:
      return convert<float>(bytes);
    case ElementType::fp16:
      return convert<std::uint16_t>(bytes, float_from_half);
    case ElementType::bf16:
      return convert<std::uint16_t>(bytes, float_from_bfloat16);
    case ElementType::int64:
      return convert<std::int64_t>(bytes);
    case ElementType::int32:
      return convert<std::int32_t>(bytes);
    case ElementType::int16:
      return convert<std::int16_t>(bytes);
    case ElementType::int8:
      return convert<std::int8_t>(bytes);
    case ElementType::uint8:
      return convert<std::uint8_t>(bytes);
  }
  return {};
}

}  // namespace deepcars::weights
