#include "native/import/state_dict.h"

#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace deepcars::torch_import {
namespace {

using Kind = PickleValue::Kind;
using Bytes = std::span<const std::uint8_t>;

/// The most elements that a tensor or storage may have: 1 GiB of fp32. ResNet-18 has 11.7 million.
constexpr std::int64_t max_elements = std::int64_t{1} << 28;

tl::unexpected<Error> damaged(const std::string& name, const std::string& what) {
  return failure(ErrorCode::weights_damaged, "tensor " + name.substr(0, 100) + " " + what,
                 "download or save the file again");
}

struct StorageType {
  std::string_view name;
  std::size_t element_bytes;
  std::optional<weights::ElementType> type;
};

StorageType readable(std::string_view name, weights::ElementType type) {
  return {.name = name, .element_bytes = weights::bytes_per_element(type), .type = type};
}

std::optional<StorageType> storage_type_named(std::string_view name) {
  using enum weights::ElementType;
  for (const StorageType& known :
       {readable("torch.FloatStorage", fp32), readable("torch.HalfStorage", fp16),
        readable("torch.BFloat16Storage", bf16), readable("torch.DoubleStorage", fp64),
        readable("torch.LongStorage", int64), readable("torch.IntStorage", int32),
        readable("torch.ShortStorage", int16), readable("torch.CharStorage", int8),
        readable("torch.ByteStorage", uint8), readable("torch.BoolStorage", uint8),
        StorageType{"torch.ComplexFloatStorage", 8, {}}, StorageType{"torch.ComplexDoubleStorage", 16, {}},
        StorageType{"torch.QInt8Storage", 1, {}}, StorageType{"torch.QUInt8Storage", 1, {}},
        StorageType{"torch.QInt32Storage", 4, {}}}) {
    if (known.name == name) return known;
  }
  return std::nullopt;
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

/// Number of elements, or one more than the limit if there are more.
std::int64_t product(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) {
    if (extent == 0) return 0;
    if (extent > max_elements / count) return max_elements + 1;
    count *= extent;
  }
  return count;
}

/// Where a tensor's values lie in its storage, counted in elements.
struct Layout {
  std::int64_t first = 0, last = 0;
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
  std::int64_t last = offset.integer;
  if (product(*shape) > 0) {
    for (std::size_t d = 0; d < shape->size(); ++d) {
      const std::int64_t steps = (*shape)[d] - 1;
      const std::int64_t room = storage_count - 1 - last;
      if (room < 0 || (steps > 0 && (*stride)[d] > room / steps))
        return damaged(name, "reaches outside its storage");
      last += steps * (*stride)[d];
    }
    if (last >= storage_count) return damaged(name, "reaches outside its storage");
  }
  return Layout{
      .first = offset.integer, .last = last, .shape = std::move(*shape), .stride = std::move(*stride)};
}

/// The tensor's values in row-major order, of those that lie between its first and its last.
std::vector<float> gather(const Layout& layout, const std::vector<float>& values) {
  std::vector<float> gathered(static_cast<std::size_t>(product(layout.shape)));
  std::vector<std::int64_t> position(layout.shape.size(), 0);
  std::int64_t at = 0;
  for (float& value : gathered) {
    value = values[static_cast<std::size_t>(at)];
    for (std::size_t d = position.size(); d-- > 0;) {
      at += layout.stride[d];
      if (++position[d] < layout.shape[d]) break;
      at -= layout.stride[d] * layout.shape[d];
      position[d] = 0;
    }
  }
  return gathered;
}

Expected<std::vector<float>> read_tensor(const Pickle& pickle, const std::string& name, ValueId id,
                                         const LoadStorage& load) {
  const PickleValue& tensor = pickle.at(id);
  const auto info = storage_info(pickle, tensor.items[0]);
  if (!info) return damaged(name, "has a storage that is described wrongly");
  if (!info->type) {
    return failure(ErrorCode::weights_unsupported, "tensor " + name + " holds complex or quantised numbers",
                   "save the network in plain floating point");
  }
  const auto layout = checked_layout(pickle, tensor, info->count, name);
  if (!layout) return tl::unexpected(layout.error());
  if (product(layout->shape) == 0) return std::vector<float>{};
  const auto bytes = load(*info);
  if (!bytes) return tl::unexpected(bytes.error());
  if (bytes->size() != info->bytes()) return damaged(name, "contradicts its storage");
  const auto first = static_cast<std::size_t>(layout->first), last = static_cast<std::size_t>(layout->last);
  const Bytes used = bytes->subspan(first * info->element_bytes, (last - first + 1) * info->element_bytes);
  return gather(*layout, weights::to_floats(*info->type, used));
}

/// Where a network's tensors are in a pickle, by name.
using TensorIds = std::map<std::string, ValueId>;

/// Finds the networks in a pickle. Each value is looked at once, so that a few bytes which refer to one value
/// again and again cost no more than those bytes.
class NetworkFinder {
 public:
  explicit NetworkFinder(const Pickle& pickle) : pickle_(pickle) {}

  /// The tensors of each dict and module, however deep in dicts, lists and the attributes of objects; the outermost
  /// first.
  std::vector<TensorIds> find() {
    std::vector<TensorIds> networks;
    std::deque<ValueId> to_search = {pickle_.root};
    while (!to_search.empty()) {
      const ValueId id = to_search.front();
      to_search.pop_front();
      TensorIds tensors;
      std::vector<ValueId> others;
      const Kind kind = pickle_.at(id).kind;
      if (kind == Kind::dict) {
        add_dict("", id, tensors, others);
      } else if (kind == Kind::list || kind == Kind::tuple) {
        if (seen_.insert(id).second) others = pickle_.at(id).items;
      } else if (kind == Kind::object && !seen_.contains(id)) {
        add_module(id, tensors);
        if (tensors.empty())
          others = pickle_.at(id).items;  // Its attributes: it is no module, but may hold one.
      }
      if (!tensors.empty()) networks.push_back(std::move(tensors));
      to_search.insert(to_search.end(), others.begin(), others.end());
    }
    return networks;
  }

 private:
  static constexpr std::size_t longest_name = 128;  // Ends a hostile nest; ResNet-18's names are far shorter.

  /// Adds the dict's tensors; what else may hold tensors goes to `others`.
  void add_dict(const std::string& prefix, ValueId dict, TensorIds& tensors, std::vector<ValueId>& others) {
    if (!seen_.insert(dict).second) return;
    const auto& items = pickle_.at(dict).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      const PickleValue& key = pickle_.at(items[i]);
      const Kind kind = pickle_.at(items[i + 1]).kind;
      if (kind == Kind::dict || kind == Kind::object || kind == Kind::list || kind == Kind::tuple)
        others.push_back(items[i + 1]);
      if (kind == Kind::tensor && key.kind == Kind::text && key.text.size() <= longest_name)
        tensors.insert_or_assign(prefix + key.text, items[i + 1]);
    }
  }

  /// Adds what state_dict() would give for an object that is a torch.nn.Module; nothing for another object.
  void add_module(ValueId object, TensorIds& tensors) {
    std::vector<ValueId> others;
    std::vector<std::pair<std::string, ValueId>> modules = {{"", object}};
    while (!modules.empty()) {
      const auto [prefix, module] = std::move(modules.back());
      modules.pop_back();
      if (!seen_.insert(module).second) continue;
      for (const char* own : {"_parameters", "_buffers"}) {
        if (const auto dict = attribute(module, own)) add_dict(prefix, *dict, tensors, others);
      }
      if (pickle_.at(module).text.starts_with("__torch__.")) add_scripted(prefix, module, tensors, modules);
      const auto inner = attribute(module, "_modules");
      if (!inner || !seen_.insert(*inner).second) continue;
      const auto& items = pickle_.at(*inner).items;
      for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const std::string& name = pickle_.at(items[i]).text;
        if (prefix.size() + name.size() < longest_name)
          modules.emplace_back(prefix + name + ".", items[i + 1]);
      }
    }
  }

  /// In a file of torch.jit.save, a module's tensors and the modules in it are its attributes.
  void add_scripted(const std::string& prefix, ValueId module, TensorIds& tensors,
                    std::vector<std::pair<std::string, ValueId>>& modules) {
    const PickleValue& object = pickle_.at(module);
    if (object.items.empty() || pickle_.at(object.items[0]).kind != Kind::dict) return;
    std::vector<ValueId> others;
    const auto& items = pickle_.at(object.items[0]).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      const std::string& name = pickle_.at(items[i]).text;
      if (pickle_.at(items[i + 1]).kind == Kind::object && prefix.size() + name.size() < longest_name)
        modules.emplace_back(prefix + name + ".", items[i + 1]);
    }
    add_dict(prefix, object.items[0], tensors, others);
  }

  /// The dict that an object has as one of its attributes; nothing if it has not.
  std::optional<ValueId> attribute(ValueId object, std::string_view name) const {
    const PickleValue& value = pickle_.at(object);
    if (value.kind != Kind::object || value.items.empty()) return std::nullopt;
    const PickleValue& state = pickle_.at(value.items[0]);
    for (std::size_t i = 0; state.kind == Kind::dict && i + 1 < state.items.size(); i += 2) {
      const ValueId found = state.items[i + 1];
      if (pickle_.at(state.items[i]).text == name && pickle_.at(found).kind == Kind::dict) return found;
    }
    return std::nullopt;
  }

  const Pickle& pickle_;
  std::set<ValueId> seen_;
};

Expected<weights::Shapes> shapes_of(const Pickle& pickle, const TensorIds& tensors) {
  weights::Shapes shapes;
  for (const auto& [name, id] : tensors) {
    auto shape = numbers(pickle, pickle.at(id).items[2], name);
    if (!shape) return tl::unexpected(shape.error());
    shapes.emplace(name, *std::move(shape));
  }
  return shapes;
}

}  // namespace

Expected<StorageInfo> storage_info(const Pickle& pickle, ValueId id) {
  const auto& items = pickle.at(id).items;
  const bool whole = pickle.at(id).kind == Kind::storage && items.size() >= 5 &&
                     pickle.at(items[0]).text == "storage" && pickle.at(items[1]).kind == Kind::global &&
                     pickle.at(items[2]).kind == Kind::text && pickle.at(items[4]).kind == Kind::integer &&
                     (items.size() == 5 || pickle.at(items[5]).kind == Kind::none);
  const auto type = whole ? storage_type_named(pickle.at(items[1]).text) : std::nullopt;
  if (!type || pickle.at(items[4]).integer < 0 || pickle.at(items[4]).integer > max_elements) {
    return failure(ErrorCode::weights_damaged, "a tensor's storage is described wrongly",
                   "save the file again");
  }
  return StorageInfo{.key = pickle.at(items[2]).text,
                     .count = pickle.at(items[4]).integer,
                     .element_bytes = type->element_bytes,
                     .type = type->type};
}

Expected<std::vector<StateDict>> state_dicts_of(const std::shared_ptr<const Pickle>& pickle,
                                                const LoadStorage& load) {
  std::vector<StateDict> networks;
  for (TensorIds& tensors : NetworkFinder(*pickle).find()) {
    auto shapes = shapes_of(*pickle, tensors);
    if (!shapes) return tl::unexpected(shapes.error());
    networks.push_back({.shapes = *std::move(shapes),
                        .read = [pickle, load, ids = std::move(tensors)](const std::string& name) {
                          return read_tensor(*pickle, name, ids.at(name), load);
                        }});
  }
  if (networks.empty()) {
    return failure(ErrorCode::weights_unsupported, "it holds no dict of tensors",
                   "save the state_dict: torch.save(model.state_dict(), path)");
  }
  return networks;
}

}  // namespace deepcars::torch_import
