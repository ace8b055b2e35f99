// Photos through a network, this worker's share of them. Includes LibTorch.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "native/data/batch_loader.h"
#include "native/data/index.h"
#include "native/data/photo_input.h"
#include "native/train/learner.h"
#include "native/train/machine.h"

namespace deepcars::train {

/// Adds up how long a network computes, to know how many photos per second it could take.
class NetworkClock {
 public:
  void start() { start_ = std::chrono::steady_clock::now(); }
  void stop(std::size_t photos);
  /// `threads` is the number of threads of the loader.
  Throughput throughput(const data::LoaderTime& loader, int threads) const;

 private:
  std::chrono::steady_clock::time_point start_;
  double seconds_ = 0;
  std::size_t photos_ = 0;
};

/// Computes a row [N,width] for each of the photos [N,3,S,S], on the device.
using RunBatch = std::function<torch::Tensor(const torch::Tensor& photos)>;

/// Runs photos at the model's input size, prepared exactly as prediction prepares them, without gradients and
/// in the workers' shares. marks has one for each photo, or none at all. Returns all rows [photos,width], the same on every worker; nothing if on_photos
/// asked any of them to stop. Errors: those of reading photos. Throws WorkerLost.
Expected<std::optional<std::vector<float>>> run_network(const TrainOptions& options, const Machine& machine,
                                                        std::span<const data::Photo> photos,
                                                        std::span<const data::OptionalMark> marks, int width,
                                                        const RunBatch& run, const OnPhotos& on_photos);

}  // namespace deepcars::train
