// Finds ResNet-18 in a file of weights that another program wrote, whatever it is called and packed in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "shared/error.h"
#include "shared/weights/tensors.h"

namespace deepcars::torch_import {

/// Reads a ResNet-18 with BatchNorm. The file is one of torch.save or safetensors, which its first bytes say.
/// The tensors may be one of several things in it and have torchvision's, timm's or Hugging Face's names, all
/// with one prefix in front or none; if several dicts of the file hold a ResNet-18, the first counts. The
/// result has torchvision's names and no num_batches_tracked. It has fc.weight [C,512] and fc.bias [C] only
/// if the file's last layer is one linear layer. Errors: file_unreadable, file_too_large; weights_damaged if
/// the file is cut off or its parts contradict each other, or if values are not finite; weights_unsupported
/// if it is something else, or another network: then the message names the first tensor that differs.
Expected<weights::Tensors> read_resnet18(const std::filesystem::path& path);

/// The same for a file in memory; an error's message does not name the file.
Expected<weights::Tensors> read_resnet18(std::span<const std::uint8_t> file);

}  // namespace deepcars::torch_import
