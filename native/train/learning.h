// What the learners share: device, optimiser, schedule, checkpoints. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "native/train/learner.h"
#include "native/train/network_runner.h"
#include "native/train/resnet18_module.h"
#include "native/train/workers.h"

namespace deepcars::native {

/// Errors: invalid_argument if cuda is asked for and not there.
Expected<torch::Device> find_device(const std::string& name);

/// A device with the precision of the options; LibTorch then computes with their number of threads.
Machine set_up_machine(const TrainOptions& options, torch::Device device, Workers& workers);

/// A network on the device with the starting state, its last layer new unless the state's has as many
/// classes. Errors: weights_damaged.
Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start,
                                      torch::Device device);

/// Which photos a batch holds, by their positions in the epoch's order: int64 [positions] on the device.
torch::Tensor photos_at(const std::vector<std::size_t>& positions, const std::vector<std::size_t>& order,
                        torch::Device device);

/// The share of its peak that a learning rate has after `progress` epochs, with fractions.
/// "cosine": a linear rise over the warm-up, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR",
/// 2017). "steps": the Python original's LinearLR, from 1 to 0.05 in five steps after whole epochs, then
/// constant.
double learning_rate_factor(const TrainOptions& options, double progress);

/// An optimiser with the peak learning rate of each of its groups.
class Optimization {
 public:
  /// Over named parameters of a ResNet-18 (all, or those of "fc." only). The last layer's peak is the head's
  /// rate, a body stage's is the body's rate times layer_decay per stage between it and layer4. Biases and
  /// BatchNorm do not decay unless decay_biases says so.
  Optimization(const TrainOptions& options,
               const std::vector<std::pair<std::string, torch::Tensor>>& parameters);

  void set_progress(double epochs);
  /// One step along the gradient of the sum of the workers' losses, each a scalar. Throws WorkerLost.
  void step(const torch::Tensor& loss, Workers& workers);

  torch::optim::Optimizer& optimizer() { return *optimizer_; }
  const torch::optim::Optimizer& optimizer() const { return *optimizer_; }

 private:
  const TrainOptions& options_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::vector<double> peak_rates_;
};

/// The outcome of a training batch over all workers: the sum of their losses, and how often the likeliest
/// class was the target's likeliest. Throws WorkerLost.
BatchResult outcome(const torch::Tensor& loss, const torch::Tensor& logits, const torch::Tensor& targets,
                    Workers& workers);

/// Modules by name.
using Modules = std::map<std::string, std::shared_ptr<torch::nn::Module>>;

/// Modules, optimiser and a text as the bytes of one file.
std::string write_checkpoint(const Modules& modules, const torch::optim::Optimizer& optimizer,
                             const std::string& facts);
/// Returns the text. Errors: weights_damaged.
Expected<std::string> read_checkpoint(const std::string& bytes, const Modules& modules,
                                      torch::optim::Optimizer& optimizer);

}  // namespace deepcars::native
