// What the learners share: device, optimiser, schedule, checkpoints. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "native/train/learner.h"
#include "native/train/resnet18_module.h"

namespace deepcars::native {

/// Errors: invalid_argument if cuda is asked for and not there.
Expected<torch::Device> find_device(const std::string& name);

/// A network with the starting state, its last layer new unless the state's has as many classes.
/// Errors: weights_damaged.
Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start);

/// The share of its peak that a learning rate has after `progress` epochs, with fractions.
/// "cosine": a linear rise over the warm-up, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR", 2017).
/// "steps": the Python original's LinearLR, from 1 to 0.05 in five steps after whole epochs, then constant.
double learning_rate_factor(const TrainOptions& options, double progress);

/// An optimiser with the peak learning rate of each of its groups.
class Optimization {
 public:
  /// Over named parameters of a ResNet-18 (all, or those of "fc." only). The last layer's peak is the head's rate, a
  /// body stage's is the body's rate times layer_decay per stage between it and layer4. Biases and BatchNorm do
  /// not decay unless decay_biases says so.
  Optimization(const TrainOptions& options, const std::vector<std::pair<std::string, torch::Tensor>>& parameters);

  void set_progress(double epochs);
  /// One step along the gradient of a scalar loss.
  void step(const torch::Tensor& loss);

  torch::optim::Optimizer& optimizer() { return *optimizer_; }
  const torch::optim::Optimizer& optimizer() const { return *optimizer_; }

 private:
  const TrainOptions& options_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::vector<double> peak_rates_;
};

/// The outcome of a training batch: its loss, and how often the likeliest class was the target's likeliest.
BatchResult outcome(const torch::Tensor& loss, const torch::Tensor& logits, const torch::Tensor& targets);

/// Per photo negative log-likelihood and hits of logits [N,classes] against hard labels from position `first` on.
BatchResult judge(const torch::Tensor& logits, const std::vector<int>& labels, std::size_t first);

/// Modules by name.
using Modules = std::map<std::string, std::shared_ptr<torch::nn::Module>>;

/// Modules, optimiser and a text in one file, written at once or not at all. Errors: file_unwritable.
Expected<void> write_checkpoint(const std::string& path, const Modules& modules,
                                const torch::optim::Optimizer& optimizer, const std::string& facts);
/// Returns the text. Errors: file_unreadable, weights_damaged.
Expected<std::string> read_checkpoint(const std::string& path, const Modules& modules,
                                      torch::optim::Optimizer& optimizer);

}  // namespace deepcars::native
