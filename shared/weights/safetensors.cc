#include "shared/weights/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "shared/parse_json.h"
#include "shared/weights/quantize.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;

constexpr const char* export_again = "download or export the weight file again";

tl::unexpected<Error> damaged(const std::string& what) {
  return failure(ErrorCode::weights_damaged, "the weight file is damaged: " + what, export_again);
}

tl::unexpected<Error> damaged(const std::string& tensor, const std::string& what) {
  return damaged("tensor \"" + tensor + "\" " + what);
}

/// The two parts of a file after the length at its start.
struct FileParts {
  json header;
  std::span<const std::uint8_t> data;
};

/// Precondition: the file has length_bytes.
std::uint64_t header_length(std::span<const std::uint8_t> file) {
  std::uint64_t length;
  std::memcpy(&length, file.data(), sizeof length);
  return length;
}

Expected<FileParts> split_file(std::span<const std::uint8_t> file) {
  if (file.size() < length_bytes) return damaged("it has only " + std::to_string(file.size()) + " bytes");
  const std::uint64_t length = header_length(file);
  if (length > file.size() - length_bytes) {
    return damaged("its header reaches past the end of the file, or it is no safetensors file");
  }
  if (length > max_header_bytes) {
    return damaged("its header has " + std::to_string(length) + " bytes, the limit is " +
                   std::to_string(max_header_bytes));
  }
  const char* text = reinterpret_cast<const char*>(file.data()) + length_bytes;
  json header = parse_json({text, static_cast<std::size_t>(length)});
  if (!header.is_object()) return damaged("its header is not a JSON object, or nests too deep");
  if (header.size() > max_tensors) {
    return damaged("it has " + std::to_string(header.size()) + " tensors, the limit is " +
                   std::to_string(max_tensors));
  }
  return FileParts{.header = std::move(header),
                   .data = file.subspan(length_bytes + static_cast<std::size_t>(length))};
}

Expected<std::map<std::string, std::string>> read_metadata(const json& object) {
  if (!object.is_object()) return damaged("its metadata is not a JSON object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : object.items()) {
    if (!text.is_string()) return damaged("its metadata \"" + key + "\" is not a text");
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

}  // namespace

bool is_safetensors(std::span<const std::uint8_t> file) {
  constexpr std::uint64_t largest_of_any_program = 100u << 20;  // As in the reference implementation.
  return file.size() > length_bytes && header_length(file) <= largest_of_any_program &&
         file[length_bytes] == '{';
}

std::string_view name(Storage storage) {
  switch (storage) {
    case Storage::fp16:
      return "fp16";
    case Storage::int8:
      return "int8";
    default:
      return "fp32";
  }
}

Expected<TensorReader::Entry> TensorReader::read_entry(const std::string& name, const json& value,
                                                       std::uint64_t data_bytes) {
  if (name.size() > max_name_bytes) return damaged(name, "has too long a name");
  if (!value.is_object()) return damaged(name, "has no description");
  const json type = value.value("dtype", json()), shape = value.value("shape", json()),
             offsets = value.value("data_offsets", json());
  if (!type.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2 ||
      !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned() || shape.size() > max_dimensions) {
    return damaged(name, "has an incomplete description");
  }
  const auto known = element_type_named(type.get_ref<const std::string&>());
  if (!known) {
    return failure(ErrorCode::weights_unsupported,
                   "tensor \"" + name + "\" is stored as " + type.dump() + ", known are " + known_dtypes(),
                   export_again);
  }
  Entry entry{.name = name,
              .type = *known,
              .shape = {},
              .begin = offsets[0].get<std::uint64_t>(),
              .end = offsets[1].get<std::uint64_t>(),
              .bytes = {}};
  for (const json& extent : shape) {
    if (!extent.is_number_unsigned()) return damaged(name, "has an impossible shape");
    entry.shape.push_back(extent.get<std::int64_t>());
  }
  const auto count = element_count(entry.shape);
  if (!count) return damaged(name, "has an impossible shape");
  if (entry.end < entry.begin || entry.end > data_bytes)
    return damaged(name, "reaches past the end of the file");
  if (entry.end - entry.begin != *count * bytes_per_element(entry.type)) {
    return damaged(name, "has a size that does not match its shape");
  }
  return entry;
}

/// Tensors must fill the data after the header without gaps and overlaps.
Expected<void> TensorReader::check_layout(const Entries& entries, std::uint64_t data_bytes) {
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

/// I8 tensors and scales must come in pairs.
Expected<void> TensorReader::check_scales(const Entries& entries) {
  for (const auto& [name, entry] : entries) {
    if (name.ends_with(scale_suffix)) {
      const auto scaled = entries.find(name.substr(0, name.size() - scale_suffix.size()));
      if (scaled == entries.end() || scaled->second.type != ElementType::int8)
        return damaged(name, "belongs to no tensor that is stored as I8");
    }
    if (entry.type != ElementType::int8) continue;
    if (entry.shape.size() < 2) return damaged(name, "is stored as I8 but has fewer than two dimensions");
    const auto scale = entries.find(name + std::string(scale_suffix));
    if (scale == entries.end()) return damaged(name, "is stored as I8 without its scales");
    if (scale->second.type != ElementType::fp32 || scale->second.shape != std::vector{entry.shape[0]})
      return damaged(scale->first,
                     "is not one F32 for each of " + std::to_string(entry.shape[0]) + " channels");
  }
  return {};
}

Expected<TensorReader> TensorReader::open(std::span<const std::uint8_t> file) {
  const auto parts = split_file(file);
  if (!parts) return tl::unexpected(parts.error());
  const std::uint64_t data_bytes = parts->data.size();

  TensorReader reader;
  for (const auto& [name, value] : parts->header.items()) {
    if (name == "__metadata__") {
      auto metadata = read_metadata(value);
      if (!metadata) return tl::unexpected(metadata.error());
      reader.metadata_ = *std::move(metadata);
      continue;
    }
    auto entry = read_entry(name, value, data_bytes);
    if (!entry) return tl::unexpected(entry.error());
    reader.entries_.emplace(name, *std::move(entry));
  }
  if (auto sound = check_layout(reader.entries_, data_bytes); !sound) return tl::unexpected(sound.error());
  if (auto sound = check_scales(reader.entries_); !sound) return tl::unexpected(sound.error());
  for (auto& [name, entry] : reader.entries_) {
    entry.bytes = parts->data.subspan(entry.begin, entry.end - entry.begin);
  }
  return reader;
}

Shapes TensorReader::shapes() const {
  Shapes shapes;
  for (const auto& [name, entry] : entries_)
    if (!name.ends_with(scale_suffix)) shapes.emplace(name, entry.shape);
  return shapes;
}

Storage TensorReader::storage() const {
  const auto largest = std::max_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return a.second.end - a.second.begin < b.second.end - b.second.begin;
  });
  if (largest == entries_.end()) return Storage::fp32;
  for (const Storage storage : {Storage::fp16, Storage::int8}) {
    if (largest->second.type == dtype(storage).type) return storage;
  }
  return Storage::fp32;
}

Expected<std::vector<float>> TensorReader::read(const std::string& name) const {
  const Entry& entry = entries_.at(name);
  return entry.type == ElementType::int8 ? read_int8(entry) : read_plain(entry);
}

TensorReader TensorReader::take(const std::string& prefix) {
  TensorReader taken;
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entry->first.starts_with(prefix)) {
      taken.entries_.insert(entries_.extract(entry++));
    } else {
      ++entry;
    }
  }
  return taken;
}

Expected<void> TensorReader::replace_with(TensorReader other) {
  for (const auto& [name, shape] : other.shapes()) {
    if (entries_.erase(name) == 0) return damaged(name, "replaces none");
    entries_.erase(name + std::string(scale_suffix));
  }
  entries_.merge(other.entries_);
  return {};
}

Expected<Tensors> TensorReader::read_all() const {
  Tensors tensors;
  for (const auto& [name, shape] : shapes()) {
    auto values = read(name);
    if (!values) return tl::unexpected(values.error());
    tensors.emplace(name, NamedTensor{.shape = shape, .values = *std::move(values)});
  }
  return tensors;
}

/// The values of a tensor that has no scales.
Expected<std::vector<float>> TensorReader::read_plain(const Entry& entry) const {
  std::vector<float> values = to_floats(entry.type, entry.bytes);
  if (!all_finite(values)) return damaged(entry.name, "holds values that are not finite numbers");
  return values;
}

Expected<std::vector<float>> TensorReader::read_int8(const Entry& entry) const {
  const Entry& scale = entries_.at(entry.name + std::string(scale_suffix));
  const auto scales = read_plain(scale);
  if (!scales) return tl::unexpected(scales.error());
  for (const float value : *scales) {
    if (!(value > 0)) return damaged(scale.name, "holds scales that are not positive");
    if (!std::isfinite(value * largest_int8))
      return damaged(entry.name, "holds values that are not finite numbers");
  }
  const std::span values(reinterpret_cast<const std::int8_t*>(entry.bytes.data()), entry.bytes.size());
  if (std::count(values.begin(), values.end(), -largest_int8 - 1) > 0)
    return damaged(entry.name, "holds -128, below the least value of -127");
  return dequantize(values, *scales);
}

Expected<TensorFile> parse_safetensors(std::span<const std::uint8_t> file) {
  const auto reader = TensorReader::open(file);
  if (!reader) return tl::unexpected(reader.error());
  auto tensors = reader->read_all();
  if (!tensors) return tl::unexpected(tensors.error());
  return TensorFile{.tensors = *std::move(tensors), .metadata = reader->metadata()};
}

}  // namespace deepcars::weights
