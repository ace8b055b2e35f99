// From the values of a pickle to tensors: what both file formats of torch.save have in common.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "native/import/pickle_reader.h"
#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// What a storage in a pickle says about itself.
struct StorageInfo {
  std::string type;        ///< "torch.FloatStorage"
  std::string key;         ///< Names its bytes in the file.
  std::int64_t count = 0;  ///< Number of elements.
};

/// Errors: weights_damaged if the persistent id has not the expected parts.
Expected<StorageInfo> storage_info(const Pickle& pickle, ValueId id);

/// Bytes per element of a storage type; 0 if it is not one this program reads.
std::size_t element_bytes(const std::string& storage_type);

/// The elements of a storage's little-endian bytes, as fp32. Precondition: the type's element_bytes is not 0.
std::vector<float> to_floats(const std::string& storage_type, std::span<const std::uint8_t> bytes);

/// Returns a storage's elements as fp32; called once per storage and key.
using LoadStorage = std::function<Expected<std::vector<float>>(const StorageInfo& info)>;

/// The tensors of the state_dict that a pickle holds. Errors: as read_pth.
Expected<weights::Tensors> tensors_of_state_dict(const Pickle& pickle, const LoadStorage& load);

}  // namespace deepcars::torch_import
