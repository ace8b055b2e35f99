// What the recipes head and original share: a new last layer learns, the rest of the network is fixed.
// Includes LibTorch.
#pragma once

#include "native/train/batch_tensors.h"
#include "native/train/checkpoint.h"
#include "native/train/loss.h"
#include "native/train/machine.h"
#include "native/train/optimization.h"
#include "native/train/resnet18_module.h"

namespace deepcars::train {

class LastLayerLearner : public Learner {
 public:
  weights::Tensors state() const override { return state_of(network_); }

 protected:
  LastLayerLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
                   const Machine& machine)
      : options_(options),
        data_(data),
        machine_(machine),
        network_(std::move(network)),
        loss_(options, data, machine.device),
        optimization_(options, {{"fc.weight", network_->fc->weight}, {"fc.bias", network_->fc->bias}}) {}

  std::size_t batch_size() const { return static_cast<std::size_t>(options_.batch_size); }

  /// One step on this worker's share of a batch: its features [photos,512], the positions of its photos in
  /// data.train [photos], and the number of photos that the batch has over all workers.
  BatchResult learn(const torch::Tensor& features, const torch::Tensor& photos, std::size_t batch_photos) {
    const torch::Tensor logits = network_->fc->forward(features);
    const Targets targets = loss_.targets(photos);
    const torch::Tensor loss = loss_(logits, targets, static_cast<std::int64_t>(batch_photos));
    optimization_.step(loss, machine_.workers);
    BatchResult result = outcome(loss, logits, targets.probabilities, machine_.workers);
    result.rate_factor = optimization_.rate_factor();
    return result;
  }

  const TrainOptions& options_;
  const TrainingData& data_;
  const Machine machine_;
  ResNet18Module network_;
  Loss loss_;
  Optimization optimization_;
};

}  // namespace deepcars::train
