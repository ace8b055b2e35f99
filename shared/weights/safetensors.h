// The weight file's container: safetensors (https://github.com/huggingface/safetensors, format of 2022-2024).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"

namespace deepcars::weights {

/// One tensor in memory, always fp32 whatever it was stored as.
struct NamedTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< Row-major, product(shape) elements.
};

/// How tensors are stored in the file; they are computed with as fp32 either way.
enum class Storage { fp32, fp16 };

/// A whole safetensors file: tensors by name, and the string-to-string metadata of its header.
struct TensorFile {
  std::map<std::string, NamedTensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads a file. Rejects, naming the tensor: truncated, overlapping or leftover bytes, a size that does not
/// match its shape, dtypes other than F32 and F16, NaN or infinite values.
/// Errors: weights_damaged, weights_unsupported.
Expected<TensorFile> parse_safetensors(std::span<const std::uint8_t> file);

/// Writes a file that parse_safetensors and the Python library read back. Header is padded to 8 bytes.
/// Errors: invalid_argument, naming the tensor, if a value is not finite in the storage type or the
/// number of values does not match the shape.
Expected<std::vector<std::uint8_t>> serialize_safetensors(const TensorFile& file, Storage storage);

}  // namespace deepcars::weights
