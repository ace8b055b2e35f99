// What a file of weights is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "native/info/description.h"
#include "shared/error.h"

namespace deepcars::info {

/// A model, the state of a training run with BatchNorm, or other tensors. All values are read. Precondition: file is what
/// path holds. Errors: weights_damaged, weights_unsupported.
Expected<Description> describe_safetensors(const std::filesystem::path& path,
                                           std::span<const std::uint8_t> file);

/// A file that LibTorch or PyTorch wrote: a checkpoint of ours, or whatever holds a state_dict. Precondition: file is what
/// path holds. Errors: those of open_pth.
Expected<Description> describe_torch_file(const std::filesystem::path& path,
                                          std::span<const std::uint8_t> file);

}  // namespace deepcars::info
