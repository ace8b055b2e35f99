// From the values of a pickle to tensors: what both file formats of torch.save have in common.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/import/pickle_reader.h"
#include "shared/weights/element_type.h"
#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// The tensors of one network in a file, by name. Their values are read when they are asked for.
struct StateDict {
  weights::Shapes shapes;
  /// The values of one of the tensors, row-major, as fp32. Errors: weights_damaged, weights_unsupported.
  std::function<Expected<std::vector<float>>(const std::string& name)> read;
};

/// What a storage in a pickle says about itself.
struct StorageInfo {
  std::string key;                ///< Names its bytes in the file.
  std::int64_t count = 0;         ///< Number of elements.
  std::size_t element_bytes = 0;  ///< Bytes per element.
  /// Nothing if the elements are not read: complex or quantised ones.
  std::optional<weights::ElementType> type;

  std::size_t bytes() const { return static_cast<std::size_t>(count) * element_bytes; }
  bool operator==(const StorageInfo&) const = default;
};

/// Errors: weights_damaged if the persistent id has not the expected parts, or a type that is not known.
Expected<StorageInfo> storage_info(const Pickle& pickle, ValueId id);

/// Returns a storage's bytes, which stay valid until the next call. Errors: weights_damaged.
using LoadStorage = std::function<Expected<std::span<const std::uint8_t>>(const StorageInfo& info)>;

/// Every state_dict that a pickle holds, the outermost and earliest first: the pickle itself, or what it has
/// under keys such as "state_dict" or "model", in lists or as attributes of objects; a whole torch.nn.Module, scripted
/// or not, counts as its state_dict. Errors:
/// weights_damaged if a tensor is described wrongly; weights_unsupported if there are no tensors.
Expected<std::vector<StateDict>> state_dicts_of(const std::shared_ptr<const Pickle>& pickle,
                                                const LoadStorage& load);

}  // namespace deepcars::torch_import
