#include "shared/weights/safetensors.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>

#include "shared/weights/half.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr std::size_t length_bytes = 8;             // the header's length, at the file's start
constexpr std::size_t longest_header = 100u << 20;  // as the reference implementation
constexpr const char* export_again = "download or export the weight file again";

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, "the weight file is damaged: " + what, export_again);
}

tl::unexpected<Error> damaged(const std::string& tensor, const std::string& what) {
  return damaged("tensor \"" + tensor + "\" " + what);
}

/// A tensor's entry in the header, its numbers checked for themselves.
struct Entry {
  std::string name;
  Storage storage;
  std::vector<std::int64_t> shape;
  std::uint64_t begin, end;  // bytes, from the header's end
};

std::size_t bytes_per_value(Storage storage) { return storage == Storage::fp32 ? 4 : 2; }

/// product(shape), or nothing if a dimension is no natural number or the product has more than 2^40 elements.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& shape) {
  constexpr std::uint64_t most = std::uint64_t{1} << 40;
  std::uint64_t count = 1;
  for (std::int64_t extent : shape) {
    if (extent < 0 || static_cast<std::uint64_t>(extent) > most) return std::nullopt;
    if (extent != 0 && count > most / static_cast<std::uint64_t>(extent)) return std::nullopt;
    count *= static_cast<std::uint64_t>(extent);
  }
  return count;
}

Expected<Entry> read_entry(const std::string& name, const json& value, std::uint64_t data_bytes) {
  if (!value.is_object()) return damaged(name, "has no description");
  const json dtype = value.value("dtype", json()), shape = value.value("shape", json()),
             offsets = value.value("data_offsets", json());
  if (!dtype.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2 ||
      !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned()) {
    return damaged(name, "has an incomplete description");
  }
  Entry entry{name, Storage::fp32, {}, offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>()};
  if (dtype == "F16") {
    entry.storage = Storage::fp16;
  } else if (dtype != "F32") {
    return failure(ErrorCode::weights_unsupported,
                   "tensor \"" + name + "\" is stored as " + dtype.dump() + ", known are F32 and F16",
                   export_again);
  }
  for (const json& extent : shape) {
    if (!extent.is_number_unsigned()) return damaged(name, "has an impossible shape");
    entry.shape.push_back(extent.get<std::int64_t>());
  }
  const auto count = element_count(entry.shape);
  if (!count) return damaged(name, "has an impossible shape");
  if (entry.end < entry.begin || entry.end > data_bytes)
    return damaged(name, "reaches past the end of the file");
  if (entry.end - entry.begin != *count * bytes_per_value(entry.storage)) {
    return damaged(name, "has a size that does not match its shape");
  }
  return entry;
}

Expected<NamedTensor> read_values(const Entry& entry, const std::uint8_t* data) {
  NamedTensor tensor{entry.shape, {}};
  const std::uint8_t* bytes = data + entry.begin;
  const std::size_t count = (entry.end - entry.begin) / bytes_per_value(entry.storage);
  tensor.values.resize(count);
  if (entry.storage == Storage::fp32) {
    if (count > 0) std::memcpy(tensor.values.data(), bytes, count * sizeof(float));
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      std::uint16_t half;
      std::memcpy(&half, bytes + 2 * i, sizeof half);
      tensor.values[i] = float_from_half(half);
    }
  }
  const bool finite =
      std::all_of(tensor.values.begin(), tensor.values.end(), [](float v) { return std::isfinite(v); });
  if (!finite) return damaged(entry.name, "holds values that are not finite numbers");
  return tensor;
}

Expected<json> read_header(std::span<const std::uint8_t> file) {
  if (file.size() < length_bytes) return damaged("it has only " + std::to_string(file.size()) + " bytes");
  std::uint64_t length;
  std::memcpy(&length, file.data(), sizeof length);
  if (length > longest_header || length > file.size() - length_bytes) {
    return damaged("its header reaches past the end of the file, or it is no safetensors file");
  }
  const char* text = reinterpret_cast<const char*>(file.data()) + length_bytes;
  json header = json::parse(text, text + length, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object()) return damaged("its header is not a JSON object");
  return header;
}

}  // namespace

Expected<TensorFile> parse_safetensors(std::span<const std::uint8_t> file) {
  auto header = read_header(file);
  if (!header) return tl::unexpected(header.error());
  std::uint64_t header_length;
  std::memcpy(&header_length, file.data(), sizeof header_length);
  const std::uint64_t data_bytes = file.size() - length_bytes - header_length;
  const std::uint8_t* data = file.data() + length_bytes + header_length;

  TensorFile result;
  std::vector<Entry> entries;
  for (const auto& [name, value] : header->items()) {
    if (name == "__metadata__") {
      if (!value.is_object()) return damaged("its metadata is not a JSON object");
      for (const auto& [key, text] : value.items()) {
        if (!text.is_string()) return damaged("its metadata \"" + key + "\" is not a text");
        result.metadata[key] = text.get<std::string>();
      }
      continue;
    }
    auto entry = read_entry(name, value, data_bytes);
    if (!entry) return tl::unexpected(entry.error());
    entries.push_back(*std::move(entry));
  }

  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t position = 0;
  for (const Entry& entry : entries) {
    if (entry.begin < position) return damaged(entry.name, "overlaps the one before it");
    if (entry.begin > position) return damaged(entry.name, "leaves a gap before it");
    position = entry.end;
    auto tensor = read_values(entry, data);
    if (!tensor) return tl::unexpected(tensor.error());
    result.tensors.emplace(entry.name, *std::move(tensor));
  }
  if (position != data_bytes) return damaged("bytes are left over behind its last tensor");
  return result;
}

Expected<std::vector<std::uint8_t>> serialize_safetensors(const TensorFile& file, Storage storage) {
  const auto refused = [](const std::string& tensor, const std::string& what) {
    return failure(ErrorCode::invalid_argument, "tensor \"" + tensor + "\" " + what + " and cannot be stored",
                   "train again, or store it as fp32");
  };
  json header = json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::uint64_t position = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const auto count = element_count(tensor.shape);
    if (!count || *count != tensor.values.size())
      return refused(name, "has values that do not fill its shape");
    const std::uint64_t end = position + *count * bytes_per_value(storage);
    header[name] = {{"dtype", storage == Storage::fp32 ? "F32" : "F16"},
                    {"shape", tensor.shape},
                    {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');

  std::vector<std::uint8_t> bytes(length_bytes + text.size() + position);
  const std::uint64_t length = text.size();
  std::memcpy(bytes.data(), &length, sizeof length);
  std::memcpy(bytes.data() + length_bytes, text.data(), text.size());
  std::uint8_t* out = bytes.data() + length_bytes + text.size();
  for (const auto& [name, tensor] : file.tensors) {
    for (float value : tensor.values) {
      const std::uint16_t half = half_from_float(value);
      const float stored = storage == Storage::fp32 ? value : float_from_half(half);
      if (!std::isfinite(stored)) return refused(name, "holds values that are not finite in that precision");
      std::memcpy(out, storage == Storage::fp32 ? static_cast<const void*>(&value) : &half,
                  bytes_per_value(storage));
      out += bytes_per_value(storage);
    }
  }
  return bytes;
}

}  // namespace deepcars::weights
