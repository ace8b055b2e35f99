#include "native/train/learning.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "native/base/environment.h"
#include "native/base/progress.h"
#include "shared/nn/resnet18_topology.h"

namespace deepcars::native {
namespace {

constexpr int last_body_stage = nn::resnet18_stages;

struct Group {
  double peak_rate;
  double weight_decay;
  std::vector<torch::Tensor> parameters;
};

/// Parameters with the same rate and decay together.
std::vector<Group> group(const TrainOptions& options,
                         const std::vector<std::pair<std::string, torch::Tensor>>& parameters) {
  std::map<std::pair<int, bool>, Group> groups;
  for (const auto& [name, parameter] : parameters) {
    const int stage = nn::stage_of_torchvision_parameter(name);
    const bool decays = options.decay_biases || parameter.dim() > 1;
    Group& found = groups[{stage, decays}];
    found.peak_rate = stage > last_body_stage
                          ? options.head_learning_rate
                          : options.learning_rate * std::pow(options.layer_decay, last_body_stage - stage);
    found.weight_decay = decays ? options.weight_decay : 0.0;
    found.parameters.push_back(parameter);
  }
  std::vector<Group> result;
  for (auto& [key, found] : groups) result.push_back(std::move(found));
  return result;
}

template <typename Optimizer, typename Options>
std::unique_ptr<torch::optim::Optimizer> build(const std::vector<Group>& groups, const Options& defaults) {
  std::vector<torch::optim::OptimizerParamGroup> built;
  for (const Group& one : groups) {
    auto options = std::make_unique<Options>(defaults);
    options->weight_decay(one.weight_decay);
    built.emplace_back(one.parameters, std::move(options));
  }
  return std::make_unique<Optimizer>(built, defaults);
}

}  // namespace

Expected<torch::Device> find_device(const std::string& name) {
  if (name == "cuda" && !torch::cuda::is_available()) {
    return failure(ErrorCode::invalid_argument, "this LibTorch finds no CUDA device", "use --device cpu");
  }
  if (name != "cuda") return torch::Device(torch::kCPU);
  // Workers of one machine have a device each, as torchrun numbers them.
  const int number = std::max(0, environment_number("LOCAL_RANK").value_or(0));
  const auto devices = static_cast<int>(torch::cuda::device_count());
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(number % devices));
}

Machine set_up_machine(const TrainOptions& options, torch::Device device, Workers& workers) {
  torch::set_num_threads(options.threads);
  return {device, choose_precision(options.precision, device), workers};
}

torch::Tensor photos_at(const std::vector<std::size_t>& positions, const std::vector<std::size_t>& order,
                        torch::Device device) {
  std::vector<std::int64_t> photos;
  for (const std::size_t position : positions) photos.push_back(static_cast<std::int64_t>(order[position]));
  return torch::tensor(photos, torch::kInt64).to(device);
}

Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start,
                                      torch::Device device) {
  ResNet18Module network = make_resnet18(classes, options.seed);
  if (!start.empty()) {
    if (auto loaded = load_state(network, start); !loaded) return tl::unexpected(loaded.error());
  }
  network->to(device);
  return network;
}

double learning_rate_factor(const TrainOptions& options, double progress) {
  if (options.schedule == "steps") {
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
  const std::vector<Group> groups = group(options, parameters);
  for (const Group& one : groups) peak_rates_.push_back(one.peak_rate);
  const double rate = options.head_learning_rate;
  if (options.optimizer == "sgd") {
    optimizer_ = build<SGD>(groups, SGDOptions(rate).momentum(0.9).nesterov(true));
  } else if (options.optimizer == "adam") {
    optimizer_ = build<Adam>(groups, AdamOptions(rate));
  } else {
    optimizer_ = build<AdamW>(groups, AdamWOptions(rate));
  }
}

void Optimization::set_progress(double epochs) {
  const double factor = learning_rate_factor(options_, epochs);
  auto& groups = optimizer_->param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].options().set_lr(factor * peak_rates_[i]);
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

BatchResult outcome(const torch::Tensor& loss, const torch::Tensor& logits, const torch::Tensor& targets,
                    Workers& workers) {
  const torch::Tensor hits = logits.argmax(1).eq(targets.argmax(1)).sum();
  torch::Tensor numbers = torch::tensor({static_cast<double>(logits.size(0)), loss.item<double>(),
                                         hits.item<double>(), interrupted() ? 1.0 : 0.0},
                                        torch::TensorOptions(torch::kFloat64).device(logits.device()));
  workers.sum({numbers});
  const torch::Tensor all = numbers.to(torch::kCPU);
  const double* number = all.data_ptr<double>();
  return {static_cast<int>(number[0]), number[1], static_cast<int>(number[2]), number[3] > 0};
}

std::string write_checkpoint(const Modules& modules, const torch::optim::Optimizer& optimizer,
                             const std::string& facts) {
  torch::serialize::OutputArchive archive, optimizer_archive;
  for (const auto& [name, module] : modules) {
    torch::serialize::OutputArchive module_archive;
    module->save(module_archive);
    archive.write(name, module_archive);
  }
  optimizer.save(optimizer_archive);
  archive.write("optimizer", optimizer_archive);
  archive.write("facts", c10::IValue(facts));
  std::ostringstream bytes;
  archive.save_to(bytes);
  return std::move(bytes).str();
}

Expected<std::string> read_checkpoint(const std::string& bytes, const Modules& modules,
                                      torch::optim::Optimizer& optimizer) {
  try {
    torch::serialize::InputArchive archive, optimizer_archive;
    archive.load_from(bytes.data(), bytes.size());
    for (const auto& [name, module] : modules) {
      torch::serialize::InputArchive module_archive;
      archive.read(name, module_archive);
      module->load(module_archive);
    }
    archive.read("optimizer", optimizer_archive);
    optimizer.load(optimizer_archive);
    c10::IValue facts;
    archive.read("facts", facts);
    return facts.toStringRef();
  } catch (const std::exception&) {
    return failure(ErrorCode::weights_damaged, "the checkpoint is damaged, or not one of this run",
                   "start over with --fresh");
  }
}

}  // namespace deepcars::native
