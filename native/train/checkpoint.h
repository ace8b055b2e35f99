// Modules and an optimiser as the bytes of one file, so that a run can resume. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>

#include "shared/error.h"

namespace deepcars::train {

/// Modules by name.
using Modules = std::map<std::string, std::shared_ptr<torch::nn::Module>>;

/// Modules, optimiser and a text as the bytes of one file.
std::string write_checkpoint(const Modules& modules, const torch::optim::Optimizer& optimizer,
                             const std::string& facts);

/// Restores the modules and the optimiser, and returns the text. Errors: weights_damaged.
Expected<std::string> read_checkpoint(const std::string& bytes, const Modules& modules,
                                      torch::optim::Optimizer& optimizer);

}  // namespace deepcars::train
