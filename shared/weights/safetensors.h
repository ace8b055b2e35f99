// The weight file's container: safetensors (https://github.com/huggingface/safetensors, format of 2022-2024).
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/weights/element_type.h"
#include "shared/weights/tensors.h"

namespace deepcars::weights {

/// How tensors are stored in the file; the network computes in fp32 in any case.
enum class Storage {
  fp32,  ///< All as dtype F32.
  fp16,  ///< All as dtype F16.
  /// A tensor NAME of two dimensions or more, [K, ...], as dtype I8, -127..127, beside a tensor "NAME.scale"
  /// of dtype F32 and shape [K], positive: its values are int8 * scale of the channel (see quantize.h). The
  /// other tensors, which are biases, as F32.
  int8
};

/// "fp32", "fp16", "int8".
std::string_view name(Storage storage);

/// A whole safetensors file: tensors by name, and the string-to-string metadata of its header.
struct TensorFile {
  Tensors tensors;
  std::map<std::string, std::string> metadata;
};

/// Whether the first bytes are those of a safetensors file.
bool is_safetensors(std::span<const std::uint8_t> file);

/// Bounds on a file's header, within which the page can read it: bytes (of its JSON, which takes ten to twenty times as
/// much once parsed), tensors, bytes of a tensor's name, dimensions. JSON nests no deeper than max_json_depth.
inline constexpr std::size_t max_header_bytes = 16u << 20, max_tensors = 1u << 16, max_name_bytes = 1024,
                             max_dimensions = 16;

/// A file whose layout has been checked. Its tensors may differ in storage; each is expanded when it is read.
/// Other programs' files are read too: their tensors may also be BF16, F64, integers and truth values.
class TensorReader {
 public:
  /// file must outlive the reader. Rejects a header beyond the bounds above, and, naming the tensor: missing, overlapping or leftover bytes, a size
  /// that does not match its shape, dtypes that it does not know; I8 with fewer than two dimensions or
  /// without a scale; a scale that is not F32 [K] or belongs to no I8 tensor. Errors: weights_damaged,
  /// weights_unsupported.
  static Expected<TensorReader> open(std::span<const std::uint8_t> file);

  /// The string-to-string metadata of the file's header.
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  /// Every tensor's shape; scales are not among them.
  Shapes shapes() const;

  /// How the largest tensor is stored; fp32 if there is none.
  Storage storage() const;

  /// The values of one of the tensors in shapes(), row-major. Threads may read at the same time.
  /// Errors: weights_damaged, naming the tensor, for NaN or infinite values, -128 in I8, a scale that is not
  /// positive.
  Expected<std::vector<float>> read(const std::string& name) const;

  /// From now on reads the other file's tensors in place of its own of the same names; metadata stay. The other file
  /// must outlive the reader too. Errors: weights_damaged if this one lacks such a tensor.
  Expected<void> replace_with(TensorReader other);

  /// Parts with the tensors whose names begin with the prefix: a reader of those alone, from the same bytes.
  TensorReader take(const std::string& prefix);

  /// All the tensors in shapes(). Errors: as read.
  Expected<Tensors> read_all() const;

 private:
  /// A tensor's entry in the header.
  struct Entry {
    std::string name;
    ElementType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin, end;             ///< bytes, from the header's end
    std::span<const std::uint8_t> bytes;  ///< The same, where they are.
  };
  using Entries = std::map<std::string, Entry>;

  static Expected<Entry> read_entry(const std::string& name, const nlohmann::json& value,
                                    std::uint64_t data_bytes);
  static Expected<void> check_layout(const Entries& entries, std::uint64_t data_bytes);
  static Expected<void> check_scales(const Entries& entries);
  Expected<std::vector<float>> read_plain(const Entry& entry) const;
  Expected<std::vector<float>> read_int8(const Entry& entry) const;

  std::map<std::string, std::string> metadata_;
  Entries entries_;
};

/// Reads a whole file. Errors: as TensorReader's.
Expected<TensorFile> parse_safetensors(std::span<const std::uint8_t> file);

/// Writes a file that parse_safetensors and the Python library read back. Header is padded to 8 bytes.
/// Errors: invalid_argument, naming the tensor, if a value is not finite in the storage type, the number of
/// values does not match the shape, or the name ends with ".scale".
Expected<std::vector<std::uint8_t>> serialize_safetensors(const TensorFile& file, Storage storage);
Expected<std::vector<std::uint8_t>> serialize_safetensors(const Tensors& tensors,
                                                          const std::map<std::string, std::string>& metadata,
                                                          Storage storage);

}  // namespace deepcars::weights
