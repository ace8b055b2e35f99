// How tensors are laid out in a safetensors file: what its reader and its writer share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/weights/element_type.h"
#include "shared/weights/safetensors.h"

namespace deepcars::weights {

inline constexpr std::size_t length_bytes = 8;  ///< The header's length, at the file's start.

/// The scales of an int8 tensor NAME are the tensor NAME + scale_suffix; no other name ends like this.
inline constexpr std::string_view scale_suffix = ".scale";

/// A number type in the format's terms.
struct Dtype {
  std::string_view name;
  ElementType type;
};

/// What the values of a tensor are written as.
Dtype dtype(Storage storage);

/// The number type of a dtype's name; nothing if this program does not read it.
std::optional<ElementType> element_type_named(std::string_view dtype_name);

/// The dtypes that this program reads: "F64, F32, ...".
std::string known_dtypes();

/// product(shape), or nothing if a dimension is negative or if one of them or the product is above 2^40.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape);

bool all_finite(const std::vector<float>& values);

}  // namespace deepcars::weights
