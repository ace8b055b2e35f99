#include "native/train/learning.h"

#include <cmath>
#include <numbers>
#include <sstream>

#include "native/base/files.h"

namespace deepcars::native {
namespace {

/// Parameters of the module, by whether they belong to the last layer and whether they decay.
std::vector<torch::Tensor> parameters(const torch::nn::Module& module, bool has_body, bool head,
                                      bool decaying) {
  std::vector<torch::Tensor> found;
  for (const auto& item : module.named_parameters()) {
    const bool in_head = !has_body || item.key().starts_with("fc.");
    if (in_head == head && (item.value().dim() > 1) == decaying) found.push_back(item.value());
  }
  return found;
}

template <typename Optimizer, typename Options>
std::unique_ptr<torch::optim::Optimizer> build(const TrainOptions& train, const torch::nn::Module& module,
                                               bool has_body, const Options& defaults) {
  std::vector<torch::optim::OptimizerParamGroup> groups;
  for (const bool head : {false, true}) {
    if (!head && !has_body) continue;
    for (const bool decaying : {true, false}) {
      auto options = std::make_unique<Options>(defaults);
      options->weight_decay(decaying ? train.weight_decay : 0.0);
      groups.emplace_back(parameters(module, has_body, head, decaying), std::move(options));
    }
  }
  return std::make_unique<Optimizer>(groups, defaults);
}

}  // namespace

Expected<torch::Device> find_device(const std::string& name) {
  if (name == "cuda" && !torch::cuda::is_available()) {
    return failure(ErrorCode::invalid_argument, "this LibTorch finds no CUDA device", "use --device cpu");
  }
  return torch::Device(name == "cuda" ? torch::kCUDA : torch::kCPU);
}

Expected<ResNet18Module> make_network(const TrainOptions& options, int classes, const StartingState& start) {
  ResNet18Module network = make_resnet18(classes, options.seed);
  if (!start.empty()) {
    if (auto loaded = load_state(network, start); !loaded) return tl::unexpected(loaded.error());
  }
  return network;
}

Targets make_targets(const TrainingData& data, double std_years, torch::Device device) {
  const auto photos = static_cast<std::int64_t>(data.train.size());
  const auto classes = static_cast<std::int64_t>(data.class_years.size());
  Targets targets{torch::empty({photos, classes}), torch::empty({photos})};
  for (std::int64_t i = 0; i < photos; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const int label = data.train_labels[at];
    const auto distribution = target_distribution(data.train[at].year, label, data, std_years);
    std::copy(distribution.begin(), distribution.end(),
              targets.distributions.data_ptr<float>() + i * classes);
    targets.weights.data_ptr<float>()[i] = data.class_loss_weights[static_cast<std::size_t>(label)];
  }
  return {targets.distributions.to(device), targets.weights.to(device)};
}

std::unique_ptr<torch::optim::Optimizer> make_optimizer(const TrainOptions& options,
                                                        const torch::nn::Module& module, bool has_body) {
  using namespace torch::optim;
  const double rate = options.head_learning_rate;
  if (options.optimizer == "sgd")
    return build<SGD>(options, module, has_body, SGDOptions(rate).momentum(0.9).nesterov(true));
  if (options.optimizer == "adam") return build<Adam>(options, module, has_body, AdamOptions(rate));
  return build<AdamW>(options, module, has_body, AdamWOptions(rate));
}

void set_learning_rates(torch::optim::Optimizer& optimizer, const TrainOptions& options, double progress,
                        bool has_body) {
  const double whole = options.epochs;
  const double warmup = std::min(options.warmup_epochs, whole / 2);
  // The first step already moves: its rate is that of 5 % of the warm-up.
  const double factor = progress < warmup
                            ? std::max(progress / warmup, 0.05)
                            : 0.5 * (1 + std::cos(std::numbers::pi * (progress - warmup) / (whole - warmup)));
  auto& groups = optimizer.param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool body = has_body && i < 2;
    groups[i].options().set_lr(factor * (body ? options.learning_rate : options.head_learning_rate));
  }
}

BatchResult step(torch::optim::Optimizer& optimizer, const torch::Tensor& logits,
                 const torch::Tensor& distributions, const torch::Tensor& weights) {
  const torch::Tensor loss = -((distributions * torch::log_softmax(logits, 1)).sum(1) * weights).mean();
  optimizer.zero_grad();
  loss.backward();
  optimizer.step();
  const torch::Tensor hits = logits.argmax(1).eq(distributions.argmax(1)).sum();
  return {static_cast<int>(logits.size(0)), loss.item<double>(), hits.item<int>()};
}

BatchResult judge(const torch::Tensor& logits, const std::vector<int>& labels, std::size_t first) {
  const auto photos = logits.size(0);
  const auto begin = labels.begin() + static_cast<std::ptrdiff_t>(first);
  const std::vector<std::int64_t> part(begin, begin + photos);
  const torch::Tensor right = torch::tensor(part);
  const torch::Tensor loss = torch::nll_loss(torch::log_softmax(logits, 1), right);
  return {static_cast<int>(photos), loss.item<double>(), logits.argmax(1).eq(right).sum().item<int>()};
}

Expected<void> write_checkpoint(const std::string& path, const torch::nn::Module& module,
                                const torch::optim::Optimizer& optimizer, const std::string& facts) {
  torch::serialize::OutputArchive archive, module_archive, optimizer_archive;
  module.save(module_archive);
  optimizer.save(optimizer_archive);
  archive.write("module", module_archive);
  archive.write("optimizer", optimizer_archive);
  archive.write("facts", c10::IValue(facts));
  std::ostringstream bytes;
  archive.save_to(bytes);
  return write_file(path, bytes.str());
}

Expected<std::string> read_checkpoint(const std::string& path, torch::nn::Module& module,
                                      torch::optim::Optimizer& optimizer) {
  const auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  try {
    torch::serialize::InputArchive archive, module_archive, optimizer_archive;
    archive.load_from(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    archive.read("module", module_archive);
    archive.read("optimizer", optimizer_archive);
    module.load(module_archive);
    optimizer.load(optimizer_archive);
    c10::IValue facts;
    archive.read("facts", facts);
    return facts.toStringRef();
  } catch (const std::exception&) {
    return failure(ErrorCode::weights_damaged, path + " is not a checkpoint of this run, or is damaged",
                   "start over with --fresh");
  }
}

}  // namespace deepcars::native
