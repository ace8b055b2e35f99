// Reads weights as torchvision and torch.save write them, without running what is in the file.
#pragma once

#include <filesystem>

#include "shared/error.h"
#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// Reads a state_dict of torch.save: a dict or OrderedDict of tensors, on its own or under the key
/// "state_dict"; names may start with "module.". Both the zip format (PyTorch 1.6 and later) and the one
/// before it. Values of any number type become fp32 (num_batches_tracked included). Errors: file_unreadable,
/// file_too_large; weights_damaged if it is cut off or its parts contradict each other; weights_unsupported
/// if it is something else, or asks for a Python name that no state_dict needs.
Expected<weights::Tensors> read_pth(const std::filesystem::path& path);

}  // namespace deepcars::torch_import
