// The average of the weights over the last steps, which generalises better than the last ones. Includes
// LibTorch.
#pragma once

#include "native/train/resnet18_module.h"

namespace deepcars::train {

/// Exponential moving average of a network's parameters and running statistics (Polyak and Juditsky, 1992).
class MovingAverage {
 public:
  /// Starts as a copy of network. decay in 0..1: the share that a step keeps of the average; 0 follows the
  /// network. Early steps keep less, (1 + steps) / (10 + steps), so that the start is soon forgotten.
  MovingAverage(const ResNet18Module& network, int classes, double decay);

  /// After a step of the optimiser.
  void update(const ResNet18Module& network);

  /// The averaged network.
  ResNet18Module& network() { return average_; }
  const ResNet18Module& network() const { return average_; }

  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  ResNet18Module average_;
  double decay_;
  std::int64_t steps_ = 0;
};

}  // namespace deepcars::train
