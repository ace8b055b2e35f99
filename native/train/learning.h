// What both learners share: device, optimiser, schedule, loss, checkpoint. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>

#include "native/train/learner.h"
#include "native/train/resnet18_module.h"

namespace deepcars::native {

/// Errors: invalid_argument if cuda is asked for and not there.
Expected<torch::Device> find_device(const std::string& name);

/// A network with the starting state, its last layer new unless the state's has as many classes.
/// Errors: weights_damaged.
Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start);

/// Class probabilities to learn [photos, classes], and per photo the weight of its class [photos].
struct Targets {
  torch::Tensor distributions, weights;
};
Targets make_targets(const TrainingData& data, double std_years, torch::Device device);

/// The optimiser of the command line over body (all layers but the last; may be empty) and head. Biases and
/// BatchNorm do not decay. Groups alternate decaying, not decaying; body groups come first.
std::unique_ptr<torch::optim::Optimizer> make_optimizer(const TrainOptions& options,
                                                        const torch::nn::Module& module, bool has_body);

/// Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR", 2017): sets every group's
/// rate. progress is epochs done, with fractions.
void set_learning_rates(torch::optim::Optimizer& optimizer, const TrainOptions& options, double progress,
                        bool has_body);

/// Steps the optimiser on one batch: mean over photos of weight * cross-entropy. Returns that loss.
BatchResult step(torch::optim::Optimizer& optimizer, const torch::Tensor& logits,
                 const torch::Tensor& distributions, const torch::Tensor& weights);

/// Per photo negative log-likelihood and hits of logits [N,classes] against hard labels.
BatchResult judge(const torch::Tensor& logits, const std::vector<int>& labels, std::size_t first);

/// Errors: file_unwritable.
Expected<void> write_checkpoint(const std::string& path, const torch::nn::Module& module,
                                const torch::optim::Optimizer& optimizer, const std::string& facts);
/// Errors: file_unreadable, weights_damaged.
Expected<std::string> read_checkpoint(const std::string& path, torch::nn::Module& module,
                                      torch::optim::Optimizer& optimizer);

}  // namespace deepcars::native
