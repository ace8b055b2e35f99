// The device, precision and workers that a network is run with. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include "native/train/precision.h"
#include "native/train/run/train_options.h"
#include "native/train/workers.h"
#include "shared/error.h"

namespace deepcars::train {

struct Machine {
  torch::Device device;
  Precision precision;
  Workers& workers;
};

/// The CPU, or the CUDA device with the number LOCAL_RANK, as torchrun sets it. Errors: invalid_argument if
/// there is no CUDA device.
Expected<torch::Device> find_device(DeviceKind kind);

/// A device with the precision of the options; LibTorch then computes with their number of threads.
Machine set_up_machine(const TrainOptions& options, torch::Device device, Workers& workers);

}  // namespace deepcars::train
