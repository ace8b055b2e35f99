#include "native/import/state_dict.h"

#include <bit>
#include <cstring>
#include <map>
#include <utility>

#include "shared/weights/half.h"

namespace deepcars::torch_import {
namespace {

using Kind = PickleValue::Kind;

/// The most elements that all tensors of a file may have: 1 GiB of fp32. ResNet-18 has 11.7 million.
constexpr std::int64_t max_elements = std::int64_t{1} << 28;

tl::unexpected<Error> damaged(const std::string& name, const std::string& what) {
  return failure(ErrorCode::weights_damaged, "tensor " + name.substr(0, 100) + " " + what,
                 "download or save the file again");
}

template <typename T>
T read_as(const std::uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <typename T>
void convert(std::span<const std::uint8_t> bytes, std::vector<float>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(read_as<T>(&bytes[i * sizeof(T)]));
}

/// A tuple of numbers, each 0 or more.
Expected<std::vector<std::int64_t>> numbers(const Pickle& pickle, ValueId id, const std::string& name) {
  std::vector<std::int64_t> found;
  if (pickle.at(id).kind != Kind::tuple || pickle.at(id).items.size() > 8)
    return damaged(name, "has no shape");
  for (const ValueId item : pickle.at(id).items) {
    if (pickle.at(item).kind != Kind::integer || pickle.at(item).integer < 0) {
      return damaged(name, "has an impossible shape");
    }
    found.push_back(pickle.at(item).integer);
  }
  return found;
}

/// Number of elements, or nothing above the limit.
std::int64_t product(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent == 0) return 0;
    if (extent > max_elements / count) return max_elements + 1;
    count *= extent;
  }
  return count;
}

struct Layout {
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape, stride;
};

/// Rejects what would reach outside the storage.
Expected<Layout> checked_layout(const Pickle& pickle, const PickleValue& tensor, std::int64_t storage_count,
                                const std::string& name) {
  const PickleValue& offset = pickle.at(tensor.items[1]);
  auto shape = numbers(pickle, tensor.items[2], name);
  if (!shape) return tl::unexpected(shape.error());
  auto stride = numbers(pickle, tensor.items[3], name);
  if (!stride) return tl::unexpected(stride.error());
  if (offset.kind != Kind::integer || offset.integer < 0 || shape->size() != stride->size()) {
    return damaged(name, "has an impossible shape");
  }
  if (product(*shape) > max_elements) return damaged(name, "is too large");
  if (product(*shape) > 0) {
    std::int64_t last = offset.integer;
    for (std::size_t d = 0; d < shape->size(); ++d) {
      const std::int64_t steps = (*shape)[d] - 1;
      const std::int64_t room = storage_count - 1 - last;
      if (room < 0 || (steps > 0 && (*stride)[d] > room / steps))
        return damaged(name, "reaches outside its storage");
      last += steps * (*stride)[d];
    }
    if (last >= storage_count) return damaged(name, "reaches outside its storage");
  }
  return Layout{.offset = offset.integer, .shape = std::move(*shape), .stride = std::move(*stride)};
}

weights::NamedTensor gather(const Layout& layout, const std::vector<float>& storage) {
  weights::NamedTensor tensor{layout.shape,
                              std::vector<float>(static_cast<std::size_t>(product(layout.shape)))};
  std::vector<std::int64_t> position(layout.shape.size(), 0);
  std::int64_t at = layout.offset;
  for (float& value : tensor.values) {
    value = storage[static_cast<std::size_t>(at)];
    for (std::size_t d = position.size(); d-- > 0;) {
      at += layout.stride[d];
      if (++position[d] < layout.shape[d]) break;
      at -= layout.stride[d] * layout.shape[d];
      position[d] = 0;
    }
  }
  return tensor;
}

/// The dict that holds the tensors: the root, or what it has under "state_dict".
Expected<ValueId> find_state_dict(const Pickle& pickle) {
  if (pickle.at(pickle.root).kind == Kind::dict) {
    const auto& items = pickle.at(pickle.root).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      const bool named = pickle.at(items[i]).text == "state_dict";
      if (named && pickle.at(items[i + 1]).kind == Kind::dict) return items[i + 1];
    }
    return pickle.root;
  }
  return failure(ErrorCode::weights_unsupported, "it holds no dict of tensors",
                 "save the state_dict: torch.save(model.state_dict(), path)");
}

}  // namespace

std::size_t element_bytes(const std::string& type) {
  if (type == "torch.DoubleStorage" || type == "torch.LongStorage") return 8;
  if (type == "torch.FloatStorage" || type == "torch.IntStorage") return 4;
  if (type == "torch.HalfStorage" || type == "torch.BFloat16Storage" || type == "torch.ShortStorage")
    return 2;
  if (type == "torch.CharStorage" || type == "torch.ByteStorage") return 1;
  return 0;
}

std::vector<float> to_floats(const std::string& type, std::span<const std::uint8_t> bytes) {
  static_assert(std::endian::native == std::endian::little, "storages are read as they lie in the file");
  std::vector<float> out(bytes.size() / element_bytes(type));
  if (type == "torch.FloatStorage") convert<float>(bytes, out);
  if (type == "torch.DoubleStorage") convert<double>(bytes, out);
  if (type == "torch.LongStorage") convert<std::int64_t>(bytes, out);
  if (type == "torch.IntStorage") convert<std::int32_t>(bytes, out);
  if (type == "torch.ShortStorage") convert<std::int16_t>(bytes, out);
  if (type == "torch.CharStorage") convert<std::int8_t>(bytes, out);
  if (type == "torch.ByteStorage") convert<std::uint8_t>(bytes, out);
  for (std::size_t i = 0; type == "torch.HalfStorage" && i < out.size(); ++i) {
    out[i] = weights::float_from_half(read_as<std::uint16_t>(&bytes[2 * i]));
  }
  for (std::size_t i = 0; type == "torch.BFloat16Storage" && i < out.size(); ++i) {
    out[i] = std::bit_cast<float>(std::uint32_t{read_as<std::uint16_t>(&bytes[2 * i])} << 16);
  }
  return out;
}

Expected<StorageInfo> storage_info(const Pickle& pickle, ValueId id) {
  const auto& items = pickle.at(id).items;
  const bool whole = pickle.at(id).kind == Kind::storage && items.size() >= 5 &&
                     pickle.at(items[0]).text == "storage" && pickle.at(items[1]).kind == Kind::global &&
                     pickle.at(items[2]).kind == Kind::text && pickle.at(items[4]).kind == Kind::integer &&
                     (items.size() == 5 || pickle.at(items[5]).kind == Kind::none);
  StorageInfo info;
  if (whole)
    info = {.type = pickle.at(items[1]).text,
            .key = pickle.at(items[2]).text,
            .count = pickle.at(items[4]).integer};
  if (!whole || element_bytes(info.type) == 0 || info.count < 0 || info.count > max_elements) {
    return failure(ErrorCode::weights_damaged, "a tensor's storage is described wrongly",
                   "save the file again");
  }
  return info;
}

Expected<weights::Tensors> tensors_of_state_dict(const Pickle& pickle, const LoadStorage& load) {
  const auto state = find_state_dict(pickle);
  if (!state) return tl::unexpected(state.error());
  weights::Tensors tensors;
  std::map<std::string, std::vector<float>> storages;
  std::int64_t elements = 0;
  const auto& items = pickle.at(*state).items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const PickleValue& key = pickle.at(items[i]);
    const PickleValue& tensor = pickle.at(items[i + 1]);
    if (key.kind != Kind::text || tensor.kind != Kind::tensor) continue;
    const std::string name = key.text.starts_with("module.") ? key.text.substr(7) : key.text;
    const auto info = storage_info(pickle, tensor.items[0]);
    if (!info) return damaged(name, "has a storage that is described wrongly");
    auto layout = checked_layout(pickle, tensor, info->count, name);
    if (!layout) return tl::unexpected(layout.error());
    elements += product(layout->shape);
    if (elements > max_elements) return damaged(name, "is too large");
    auto found = storages.find(info->type + info->key);
    if (found == storages.end()) {
      auto values = load(*info);
      if (!values) return tl::unexpected(values.error());
      found = storages.emplace(info->type + info->key, std::move(*values)).first;
    }
    if (found->second.size() != static_cast<std::size_t>(info->count))
      return damaged(name, "contradicts its storage");
    tensors[name] = gather(*layout, found->second);
  }
  if (tensors.empty()) {
    return failure(ErrorCode::weights_unsupported, "it holds no tensors",
                   "save the state_dict: torch.save(model.state_dict(), path)");
  }
  return tensors;
}

}  // namespace deepcars::torch_import
