// BatchNorm over the photos of all workers, so that several processes compute what one would. Includes
// LibTorch.
#pragma once

#include <torch/torch.h>

#include "native/train/workers.h"

namespace deepcars::train {

/// norm applied to x [N,C,H,W]. In training mode with several workers the mean and variance are those of all
/// their photos together, forward and backward (as torch.nn.SyncBatchNorm); otherwise it is norm's own
/// forward pass. workers may be null. Throws WorkerLost.
torch::Tensor batch_norm(torch::nn::BatchNorm2d& norm, const torch::Tensor& x, Workers* workers);

}  // namespace deepcars::train
