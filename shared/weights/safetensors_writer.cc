#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/weights/half.h"
#include "shared/weights/quantize.h"
#include "shared/weights/safetensors.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

/// A tensor as it will be stored in the file.
struct Record {
  std::string name;
  Storage storage;
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> bytes;
};

tl::unexpected<Error> refused(const std::string& tensor, const std::string& what,
                              const std::string& hint = "train again, or store it as fp32") {
  return failure(ErrorCode::invalid_argument, "tensor \"" + tensor + "\" " + what + " and cannot be stored",
                 hint);
}

template <typename T>
std::vector<std::uint8_t> bytes_of(const std::vector<T>& values) {
  const auto* begin = reinterpret_cast<const std::uint8_t*>(values.data());
  return {begin, begin + values.size() * sizeof(T)};
}

/// Appends a tensor's record; in 8 bits also the record of its scales.
Expected<void> append(std::vector<Record>& records, const std::string& name, const NamedTensor& tensor,
                      Storage storage) {
  const auto count = element_count(tensor.shape);
  if (!count || *count != tensor.values.size()) return refused(name, "has values that do not fill its shape");
  if (name.ends_with(scale_suffix))
    return refused(name, "has the name of another tensor's scales", "rename it");
  if (!all_finite(tensor.values)) return refused(name, "holds values that are not finite");
  if (storage == Storage::int8 && tensor.shape.size() < 2) storage = Storage::fp32;

  Record record{name, storage, tensor.shape, {}};
  std::vector<float> expanded;  // as a reader gets the values, where they may be infinite
  if (storage == Storage::fp32) {
    record.bytes = bytes_of(tensor.values);
  } else if (storage == Storage::fp16) {
    std::vector<std::uint16_t> halves;
    for (const float value : tensor.values) {
      halves.push_back(half_from_float(value));
      expanded.push_back(float_from_half(halves.back()));
    }
    record.bytes = bytes_of(halves);
  } else {
    const auto quantized = quantize(tensor.values, static_cast<std::size_t>(tensor.shape[0]));
    expanded = dequantize(quantized.values, quantized.scales);
    record.bytes = bytes_of(quantized.values);
    records.push_back(
        {name + std::string(scale_suffix), Storage::fp32, {tensor.shape[0]}, bytes_of(quantized.scales)});
  }
  if (!all_finite(expanded)) return refused(name, "holds values that are not finite in that precision");
  records.push_back(std::move(record));
  return {};
}

}  // namespace

Expected<std::vector<std::uint8_t>> serialize_safetensors(const TensorFile& file, Storage storage) {
  return serialize_safetensors(file.tensors, file.metadata, storage);
}

Expected<std::vector<std::uint8_t>> serialize_safetensors(const Tensors& tensors,
                                                          const std::map<std::string, std::string>& metadata,
                                                          Storage storage) {
  std::vector<Record> records;
  for (const auto& [name, tensor] : tensors) {
    if (auto appended = append(records, name, tensor, storage); !appended)
      return tl::unexpected(appended.error());
  }
  // Wider values first, as in the reference implementation, so that all are aligned to their width.
  std::stable_sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
    return bytes_per_element(dtype(a.storage).type) > bytes_per_element(dtype(b.storage).type);
  });

  json header = json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t position = 0;
  for (const Record& record : records) {
    const std::uint64_t end = position + record.bytes.size();
    header[record.name] = {
        {"dtype", dtype(record.storage).name}, {"shape", record.shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');

  std::vector<std::uint8_t> bytes(length_bytes);
  bytes.reserve(length_bytes + text.size() + position);
  const std::uint64_t length = text.size();
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes.insert(bytes.end(), text.begin(), text.end());
  for (const Record& record : records) bytes.insert(bytes.end(), record.bytes.begin(), record.bytes.end());
  return bytes;
}

}  // namespace deepcars::weights
