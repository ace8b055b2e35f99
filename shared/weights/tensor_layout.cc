#include "shared/weights/tensor_layout.h"

#include <cmath>
#include <limits>

#include "shared/text.h"

namespace deepcars::weights {

namespace {

constexpr Dtype fp32 = {"F32", ElementType::fp32};
constexpr Dtype fp16 = {"F16", ElementType::fp16};
constexpr Dtype int8 = {"I8", ElementType::int8};
/// The last seven are only read: other programs write them.
constexpr Dtype dtypes[] = {fp32,
                            fp16,
                            int8,
                            {"BF16", ElementType::bf16},
                            {"F64", ElementType::fp64},
                            {"I64", ElementType::int64},
                            {"I32", ElementType::int32},
                            {"I16", ElementType::int16},
                            {"U8", ElementType::uint8},
                            {"BOOL", ElementType::uint8}};

}  // namespace

Dtype dtype(Storage storage) {
  switch (storage) {
    case Storage::fp16:
      return fp16;
    case Storage::int8:
      return int8;
    default:
      return fp32;
  }
}

std::optional<ElementType> element_type_named(std::string_view dtype_name) {
  for (const Dtype& known : dtypes) {
    if (dtype_name == known.name) return known.type;
  }
  return std::nullopt;
}

std::string known_dtypes() { return joined(dtypes, ", ", &Dtype::name); }

std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) {
  constexpr std::uint64_t max_count = std::uint64_t{1} << 40;
  std::uint64_t count = 1;
  for (std::int64_t extent : shape) {
    if (extent < 0 || static_cast<std::uint64_t>(extent) > max_count) return std::nullopt;
    if (extent != 0 && count > max_count / static_cast<std::uint64_t>(extent)) return std::nullopt;
    count *= static_cast<std::uint64_t>(extent);
  }
  return count;
}

bool all_finite(const std::vector<float>& values) {
  // Without an early exit it compiles to SIMD; a page checks 11 million values before its first answer.
  bool finite = true;
  for (const float value : values) finite &= std::abs(value) <= std::numeric_limits<float>::max();
  return finite;
}

}  // namespace deepcars::weights
