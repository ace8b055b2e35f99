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

/// How tensors are stored in the file; they are computed with as fp32 in any case.
enum class Storage {
  fp32,  ///< All as dtype F32.
  fp16,  ///< All as dtype F16.
  /// A tensor NAME of two dimensions or more, [K, ...], as dtype I8, -127..127, beside a tensor "NAME.scale"
  /// of dtype F32 and shape [K], positive: its values are int8 * scale of the channel (see quantize.h). The
  /// other tensors, which are biases, as F32.
  int8
};

/// A whole safetensors file: tensors by name, and the string-to-string metadata of its header.
struct TensorFile {
  std::map<std::string, NamedTensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Reads a file, whose tensors may each have another storage, and expands them to fp32; scales are not among
/// the result. Rejects, naming the tensor: truncated, overlapping or leftover bytes, a size that does not
/// match its shape, dtypes other than F32, F16 and I8, NaN or infinite values; I8 with fewer than two
/// dimensions, with -128, or without a scale; a scale that is not F32 [K], not positive, or belongs to no I8
/// tensor. Errors: weights_damaged, weights_unsupported.
Expected<TensorFile> parse_safetensors(std::span<const std::uint8_t> file);

/// Writes a file that parse_safetensors and the Python library read back. Header is padded to 8 bytes.
/// Errors: invalid_argument, naming the tensor, if a value is not finite in the storage type, the number of
/// values does not match the shape, or the name ends with ".scale".
Expected<std::vector<std::uint8_t>> serialize_safetensors(const TensorFile& file, Storage storage);

}  // namespace deepcars::weights
