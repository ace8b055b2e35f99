// Photos through a fixed network in eval mode, exactly as prediction prepares them. Includes LibTorch.
#pragma once

#include <functional>
#include <vector>

#include "native/data/batch_loader.h"
#include "native/data/index.h"
#include "native/train/resnet18_module.h"
#include "native/train/train_options.h"

namespace deepcars::native {

/// Finished batches that may wait for the network.
inline constexpr std::size_t loader_ahead = 4;

/// [photos, 3, size_px, size_px] on the device.
torch::Tensor input_tensor(const Batch& batch, int size_px, torch::Device device);

/// Gets a batch on the device, gives a row per photo; an undefined tensor asks to stop.
using RunBatch = std::function<torch::Tensor(const torch::Tensor& photos)>;

/// Runs photos at the model's input size without gradients and returns the rows one after the other; fewer if
/// it was stopped. Errors: those of reading photos.
Expected<std::vector<float>> run_network(const TrainOptions& options, ResNet18Module& network,
                                         torch::Device device, const std::vector<Photo>& photos,
                                         const RunBatch& run);

}  // namespace deepcars::native
