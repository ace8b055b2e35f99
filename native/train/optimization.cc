#include "native/train/optimization.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "shared/nn/resnet18_topology.h"

namespace deepcars::train {
namespace {

constexpr int last_body_stage = nn::resnet18_stages;

struct RateGroup {
  double peak_rate;
  double weight_decay;
  std::vector<torch::Tensor> parameters;
};

/// Parameters with the same rate and decay together.
std::vector<RateGroup> group(const TrainOptions& options,
                             const std::vector<std::pair<std::string, torch::Tensor>>& parameters) {
  std::map<std::pair<int, bool>, RateGroup> groups;
  for (const auto& [name, parameter] : parameters) {
    const int stage = nn::stage_of_torchvision_parameter(name);
    const bool decays = options.decay_biases || parameter.dim() > 1;
    RateGroup& found = groups[{stage, decays}];
    found.peak_rate = stage > last_body_stage
                          ? options.head_learning_rate
                          : options.learning_rate * std::pow(options.layer_decay, last_body_stage - stage);
    found.weight_decay = decays ? options.weight_decay : 0.0;
    found.parameters.push_back(parameter);
  }
  std::vector<RateGroup> result;
  for (auto& [key, found] : groups) result.push_back(std::move(found));
  return result;
}

template <typename Optimizer, typename Options>
std::unique_ptr<torch::optim::Optimizer> build(const std::vector<RateGroup>& groups,
                                               const Options& defaults) {
  std::vector<torch::optim::OptimizerParamGroup> built;
  for (const RateGroup& one : groups) {
    auto options = std::make_unique<Options>(defaults);
    options->weight_decay(one.weight_decay);
    built.emplace_back(one.parameters, std::move(options));
  }
  return std::make_unique<Optimizer>(built, defaults);
}

}  // namespace

double learning_rate_factor(const TrainOptions& options, double progress) {
  if (options.schedule == Schedule::steps) {
    constexpr double end = 0.05;
    constexpr double epochs = 5;
    return 1 - (1 - end) * std::min(std::floor(progress), epochs) / epochs;
  }
  const double whole = options.epochs;
  const double warmup = std::min(options.warmup_epochs, whole / 2);
  // The first step already moves: its rate is that of 5 % of the warm-up.
  return progress < warmup ? std::max(progress / warmup, 0.05)
                           : 0.5 * (1 + std::cos(std::numbers::pi * (progress - warmup) / (whole - warmup)));
}

Optimization::Optimization(const TrainOptions& options,
                           const std::vector<std::pair<std::string, torch::Tensor>>& parameters)
    : options_(options) {
  using namespace torch::optim;
  const std::vector<RateGroup> groups = group(options, parameters);
  for (const RateGroup& one : groups) peak_rates_.push_back(one.peak_rate);
  const double rate = options.head_learning_rate;
  switch (options.optimizer) {
    case OptimizerKind::sgd:
      optimizer_ = build<SGD>(groups, SGDOptions(rate).momentum(0.9).nesterov(true));
      break;
    case OptimizerKind::adam:
      optimizer_ = build<Adam>(groups, AdamOptions(rate));
      break;
    case OptimizerKind::adamw:
      optimizer_ = build<AdamW>(groups, AdamWOptions(rate));
      break;
  }
}

void Optimization::set_progress(double epochs) {
  rate_factor_ = learning_rate_factor(options_, epochs);
  auto& groups = optimizer_->param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].options().set_lr(rate_factor_ * peak_rates_[i]);
}

void Optimization::step(const torch::Tensor& loss, Workers& workers) {
  optimizer_->zero_grad();
  loss.backward();
  std::vector<torch::Tensor> gradients;
  for (const auto& group : optimizer_->param_groups()) {
    for (const torch::Tensor& parameter : group.params()) gradients.push_back(parameter.grad());
  }
  workers.sum(gradients);
  optimizer_->step();
}

}  // namespace deepcars::train
