// The optimiser and the schedule of its learning rates. Includes LibTorch.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "native/train/run/train_options.h"
#include "native/train/workers.h"

namespace deepcars::train {

/// The share of its peak that a learning rate has after `progress` epochs, with fractions.
/// cosine: a linear rise over the warm-up, then half a cosine down to 0 (Loshchilov and Hutter, "SGDR",
/// 2017). steps: the Python original's LinearLR, from 1 to 0.05 in five steps after whole epochs, then
/// constant.
double learning_rate_factor(const TrainOptions& options, double progress);

/// An optimiser with the peak learning rate of each of its groups.
class Optimization {
 public:
  /// Takes the named parameters of a ResNet-18 (all, or those of "fc." only). The last layer's peak is the
  /// head's rate, a body stage's is the body's rate times layer_decay per stage between it and layer4. Biases
  /// and BatchNorm do not decay unless decay_biases says so.
  Optimization(const TrainOptions& options,
               const std::vector<std::pair<std::string, torch::Tensor>>& parameters);

  void set_progress(double epochs);
  /// The share of its peak that each rate has now.
  double rate_factor() const { return rate_factor_; }
  /// One step along the gradient of the sum of the workers' losses, each a scalar. Throws WorkerLost.
  void step(const torch::Tensor& loss, Workers& workers);

  torch::optim::Optimizer& optimizer() { return *optimizer_; }
  const torch::optim::Optimizer& optimizer() const { return *optimizer_; }

 private:
  const TrainOptions& options_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
  std::vector<double> peak_rates_;
  double rate_factor_ = 1;
};

}  // namespace deepcars::train
