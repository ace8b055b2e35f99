// Opens weights as torchvision and torch.save write them, without running what is in the file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/import/state_dict.h"
#include "shared/error.h"

namespace deepcars::torch_import {

/// Whether the first bytes are those of a file of torch.save; of other zip files and pickles too.
bool is_pth(std::span<const std::uint8_t> file);

/// Opens a file of torch.save, in the zip format (PyTorch 1.6 and later) or the one before it. The file's
/// bytes must outlive the result. Errors: weights_damaged if it is cut off or its parts contradict each
/// other; weights_unsupported if it is something else, or holds no tensors.
Expected<std::vector<StateDict>> open_pth(std::span<const std::uint8_t> file);

/// A text that LibTorch's OutputArchive has written under a name. Errors: weights_damaged if the file is damaged or holds
/// no such text; weights_unsupported if its pickle is of another kind.
Expected<std::string> read_archived_text(std::span<const std::uint8_t> file, std::string_view name);

}  // namespace deepcars::torch_import
