// Between batches of photos and tensors. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "native/data/batch_loader.h"
#include "native/train/learner.h"
#include "native/train/workers.h"

namespace deepcars::train {

/// The inputs of a batch [photos, 3, size_px, size_px] on the device.
torch::Tensor input_tensor(const data::Batch& batch, int size_px, torch::Device device);

/// Which photos a batch holds, by their positions in the epoch's order: int64 [positions] on the device.
torch::Tensor photos_at(const std::vector<std::size_t>& positions, const std::vector<std::size_t>& order,
                        torch::Device device);

/// All values in order, on the CPU.
std::vector<float> values_of(const torch::Tensor& tensor);

/// The outcome of a training batch over all workers: the sum of their losses, and how often the likeliest
/// class was the target's likeliest. Throws WorkerLost.
BatchResult outcome(const torch::Tensor& loss, const torch::Tensor& logits, const torch::Tensor& targets,
                    Workers& workers);

}  // namespace deepcars::train
