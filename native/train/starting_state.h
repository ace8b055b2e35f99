// The weights that a run starts from. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <string>

#include "native/train/learner.h"
#include "native/train/resnet18_module.h"
#include "native/train/run/train_options.h"

namespace deepcars::train {

/// The state that --init or --weights names; empty for random weights. Errors: file_unreadable;
/// weights_damaged and weights_unsupported, naming the file.
Expected<StartingState> read_starting_state(const TrainOptions& options);

/// One line that says why the last layer does not start from the state's; empty if it does, or if the weights
/// are random.
std::string about_last_layer(const StartingState& start, int classes);

/// A network on the device with the starting state. Its last layer is new unless the state's has the same
/// number of classes. Errors: weights_damaged.
Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start,
                                      torch::Device device);

}  // namespace deepcars::train
