#include "shared/weights/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "shared/weights/half.h"
#include "shared/weights/quantize.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;
static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

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

using Entries = std::map<std::string, Entry>;

Expected<Entry> read_entry(const std::string& name, const json& value, std::uint64_t data_bytes) {
  if (!value.is_object()) return damaged(name, "has no description");
  const json type = value.value("dtype", json()), shape = value.value("shape", json()),
             offsets = value.value("data_offsets", json());
  if (!type.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2 ||
      !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned()) {
    return damaged(name, "has an incomplete description");
  }
  const auto storage = storage_named(type.get_ref<const std::string&>());
  if (!storage) {
    return failure(ErrorCode::weights_unsupported,
                   "tensor \"" + name + "\" is stored as " + type.dump() + ", known are F32, F16 and I8",
                   export_again);
  }
  Entry entry{name, *storage, {}, offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>()};
  for (const json& extent : shape) {
    if (!extent.is_number_unsigned()) return damaged(name, "has an impossible shape");
    entry.shape.push_back(extent.get<std::int64_t>());
  }
  const auto count = element_count(entry.shape);
  if (!count) return damaged(name, "has an impossible shape");
  if (entry.end < entry.begin || entry.end > data_bytes)
    return damaged(name, "reaches past the end of the file");
  if (entry.end - entry.begin != *count * dtype(entry.storage).bytes_per_value) {
    return damaged(name, "has a size that does not match its shape");
  }
  return entry;
}

/// The values of a tensor that is stored as floats.
Expected<NamedTensor> read_floats(const Entry& entry, const std::uint8_t* data) {
  NamedTensor tensor{entry.shape, {}};
  const std::uint8_t* bytes = data + entry.begin;
  const std::size_t count = (entry.end - entry.begin) / dtype(entry.storage).bytes_per_value;
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
  if (!all_finite(tensor.values)) return damaged(entry.name, "holds values that are not finite numbers");
  return tensor;
}

Expected<NamedTensor> read_int8(const Entry& entry, const Entries& entries, const std::uint8_t* data) {
  if (entry.shape.size() < 2) return damaged(entry.name, "is stored as I8 but has fewer than two dimensions");
  const auto found = entries.find(entry.name + std::string(scale_suffix));
  if (found == entries.end()) return damaged(entry.name, "is stored as I8 without its scales");
  const Entry& scale = found->second;
  if (scale.storage != Storage::fp32 || scale.shape != std::vector{entry.shape[0]}) {
    return damaged(scale.name, "is not one F32 for each of " + std::to_string(entry.shape[0]) + " channels");
  }
  const auto scales = read_floats(scale, data);
  if (!scales) return tl::unexpected(scales.error());
  const bool positive =
      std::all_of(scales->values.begin(), scales->values.end(), [](float s) { return s > 0; });
  if (!positive) return damaged(scale.name, "holds scales that are not positive");

  const auto* begin = reinterpret_cast<const std::int8_t*>(data + entry.begin);
  const std::span values(begin, static_cast<std::size_t>(entry.end - entry.begin));
  if (std::count(values.begin(), values.end(), -largest_int8 - 1) > 0)
    return damaged(entry.name, "holds -128, below the least value of -127");
  NamedTensor tensor{entry.shape, dequantize(values, scales->values)};
  if (!all_finite(tensor.values)) return damaged(entry.name, "holds values that are not finite numbers");
  return tensor;
}

/// Tensors must fill the data behind the header without gaps and overlaps.
Expected<void> check_layout(const Entries& entries, std::uint64_t data_bytes) {
  std::vector<const Entry*> ordered;
  for (const auto& [name, entry] : entries) ordered.push_back(&entry);
  std::sort(ordered.begin(), ordered.end(), [](const Entry* a, const Entry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::uint64_t position = 0;
  for (const Entry* entry : ordered) {
    if (entry->begin < position) return damaged(entry->name, "overlaps the one before it");
    if (entry->begin > position) return damaged(entry->name, "leaves a gap before it");
    position = entry->end;
  }
  if (position != data_bytes) return damaged("bytes are left over behind its last tensor");
  return {};
}

Expected<std::map<std::string, NamedTensor>> read_tensors(const Entries& entries, const std::uint8_t* data) {
  std::map<std::string, NamedTensor> tensors;
  for (const auto& [name, entry] : entries) {
    if (name.ends_with(scale_suffix)) {  // read with its tensor
      const auto scaled = entries.find(name.substr(0, name.size() - scale_suffix.size()));
      if (scaled != entries.end() && scaled->second.storage == Storage::int8) continue;
      return damaged(name, "belongs to no tensor that is stored as I8");
    }
    auto tensor = entry.storage == Storage::int8 ? read_int8(entry, entries, data) : read_floats(entry, data);
    if (!tensor) return tl::unexpected(tensor.error());
    tensors.emplace(name, *std::move(tensor));
  }
  return tensors;
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
  Entries entries;
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
    entries.emplace(name, *std::move(entry));
  }

  if (auto sound = check_layout(entries, data_bytes); !sound) return tl::unexpected(sound.error());
  auto tensors = read_tensors(entries, data);
  if (!tensors) return tl::unexpected(tensors.error());
  result.tensors = *std::move(tensors);
  return result;
}

}  // namespace deepcars::weights
