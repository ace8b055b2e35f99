// Recipe full: all layers learn from augmented photos, which other threads prepare.
#include <nlohmann/json.hpp>
#include <sstream>

#include "native/base/json_text.h"
#include "native/data/photo_input.h"
#include "native/train/batch_tensors.h"
#include "native/train/checkpoint.h"
#include "native/train/loss.h"
#include "native/train/moving_average.h"
#include "native/train/network_runner.h"
#include "native/train/optimization.h"
#include "native/train/run/mixup.h"
#include "native/train/starting_state.h"
#include "shared/random.h"

namespace deepcars::train {
namespace {

using Parameters = std::vector<std::pair<std::string, torch::Tensor>>;

/// Those that are not fixed.
Parameters learning_parameters(const ResNet18Module& network) {
  Parameters learning;
  for (const auto& item : network->named_parameters()) {
    if (item.value().requires_grad()) learning.emplace_back(item.key(), item.value());
  }
  return learning;
}

/// Fixes all layers but those whose names begin with one of the given texts, which have commas between them.
/// Errors: invalid_argument for a text with which no layer's name begins.
Expected<void> fix_all_but(const std::string& only_layers, ResNet18Module& network) {
  if (only_layers.empty()) return {};
  for (torch::Tensor& parameter : network->parameters()) parameter.set_requires_grad(false);
  std::istringstream beginnings(only_layers);
  for (std::string beginning; std::getline(beginnings, beginning, ',');) {
    bool found = false;
    for (auto& item : network->named_parameters()) {
      if (beginning.empty() || !item.key().starts_with(beginning)) continue;
      item.value().set_requires_grad(true);
      found = true;
    }
    if (found) continue;
    return failure(ErrorCode::invalid_argument,
                   "--only-layers names \"" + beginning + "\", and no layer begins so",
                   "name layers as torchvision does, for example layer4.1.conv2,fc");
  }
  return {};
}

class FullLearner : public Learner {
 public:
  FullLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
              const Machine& machine)
      : options_(options),
        data_(data),
        machine_(machine),
        augmentation_(data::augment_options(options.augmentation)),
        network_(std::move(network)),
        average_(network_, data.buckets.classes(), options.ema_decay),
        loss_(options, data, machine.device),
        optimization_(options, learning_parameters(network_)) {
    network_->share(&machine_.workers);
  }

  Expected<bool> prepare() override { return true; }

  Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) override {
    const std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const std::size_t used = used_photos(order.size());
    const std::uint64_t epoch_seed = mix_seed(options_.seed + 1, static_cast<std::uint64_t>(epoch));
    const auto batch_size = static_cast<std::size_t>(options_.batch_size);
    const data::Batches batches =
        data::make_batches(used, batch_size, first_batch, static_cast<std::size_t>(machine_.workers.rank()),
                           static_cast<std::size_t>(machine_.workers.size()));
    const Epoch now = {.order = order, .used = used, .seed = epoch_seed};
    data::BatchLoader loader(batches, options_.threads,
                             [&](std::size_t position) { return picture(now, position); });
    NetworkClock clock;
    network_->train(options_.only_layers.empty());  // Else BatchNorm keeps its statistics.
    for (std::size_t seen = first_batch * batch_size;; seen += batch_size) {
      const auto batch = loader.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) break;
      optimization_.set_progress(epoch + static_cast<double>(seen) / static_cast<double>(used));
      clock.start();
      const BatchResult result =
          learn(**batch, now, static_cast<std::int64_t>(std::min(batch_size, used - seen)));
      clock.stop((*batch)->positions.size());
      if (!on_batch(result)) break;
    }
    throughput_ = clock.throughput(loader.time(), options_.threads);
    return {};
  }

  Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos& on_photos) override {
    return run_network(
        options_, machine_, data_.val, {}, data_.buckets.classes(),
        [&](const torch::Tensor& photos) { return average_.network()->forward(photos); }, on_photos);
  }

  std::optional<Throughput> throughput() const override { return throughput_; }

  weights::Tensors state() const override { return state_of(average_.network()); }

  std::string checkpoint(const std::string& facts) const override {
    const nlohmann::json both = {{"facts", facts}, {"average_steps", average_.steps()}};
    return write_checkpoint(modules(), optimization_.optimizer(), base::json_text(both));
  }
  Expected<std::string> restore(const std::string& checkpoint) override {
    const auto text = read_checkpoint(checkpoint, modules(), optimization_.optimizer());
    if (!text) return text;
    const auto both = nlohmann::json::parse(*text);
    average_.set_steps(both.at("average_steps"));
    return both.at("facts").get<std::string>();
  }

 private:
  /// What decides the pictures of an epoch.
  struct Epoch {
    const std::vector<std::size_t>& order;  ///< Photos by position.
    std::size_t used;                       ///< Only this many positions, from the first, are shown.
    std::uint64_t seed;
  };

  Modules modules() const { return {{"network", network_.ptr()}, {"average", average_.network().ptr()}}; }

  /// BatchNorm has no statistics of a single photo, and every worker needs its share: a last batch of fewer
  /// than two photos for each is left out.
  std::size_t used_photos(std::size_t photos) const {
    const std::size_t rest = photos % static_cast<std::size_t>(options_.batch_size);
    const std::size_t needed = 2 * static_cast<std::size_t>(machine_.workers.size());
    return rest < needed && rest < photos ? photos - rest : photos;
  }

  Mixing mixing(const Epoch& epoch, std::size_t position) const {
    return mixing_at(position, epoch.used, options_.mixup, epoch.seed + 2);
  }

  /// The input at a position: an augmented photo, perhaps blended with another.
  Expected<std::vector<float>> picture(const Epoch& epoch, std::size_t position) const {
    image::InputSpec spec;
    spec.size_px = options_.input_size;
    const Mixing mixed = mixing(epoch, position);
    const auto variant = [&](std::size_t entry, std::uint64_t seed) {
      return data::augmented_input(data_.train[entry], spec, augmentation_, mix_seed(seed, position),
                                   data_.mark(entry));
    };
    auto input = variant(epoch.order[position], epoch.seed);
    if (!input || mixed.share >= 1) return input;
    const auto other = variant(epoch.order[mixed.other], epoch.seed + 1);
    if (!other) return other;
    mix_into(*input, *other, mixed.share);
    return input;
  }

  Targets targets(const Epoch& epoch, const std::vector<std::size_t>& positions) const {
    const Targets photos = loss_.targets(photos_at(positions, epoch.order, machine_.device));
    if (options_.mixup <= 0) return photos;
    std::vector<std::size_t> others;
    std::vector<float> shares;
    for (const std::size_t position : positions) {
      const Mixing mixed = mixing(epoch, position);
      others.push_back(mixed.other);
      shares.push_back(mixed.share);
    }
    return mix(photos, loss_.targets(photos_at(others, epoch.order, machine_.device)),
               torch::tensor(shares).to(machine_.device));
  }

  BatchResult learn(const data::Batch& batch, const Epoch& epoch, std::int64_t batch_photos) {
    const Targets wanted = targets(epoch, batch.positions);
    const torch::Tensor input = input_tensor(batch, options_.input_size, machine_.device)
                                    .contiguous(memory_format_of(machine_.precision));
    torch::Tensor logits;
    {
      const Autocast autocast(machine_.precision, machine_.device);
      logits = network_->forward(input).to(torch::kFloat32);
    }
    const torch::Tensor loss = loss_(logits, wanted, batch_photos);
    optimization_.step(loss, machine_.workers);
    average_.update(network_);
    BatchResult result = outcome(loss, logits, wanted.probabilities, machine_.workers);
    result.rate_factor = optimization_.rate_factor();
    return result;
  }

  const TrainOptions& options_;
  const TrainingData& data_;
  const Machine machine_;
  const data::AugmentOptions augmentation_;
  ResNet18Module network_;
  MovingAverage average_;
  Loss loss_;
  Optimization optimization_;
  std::optional<Throughput> throughput_;
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_full_learner(const TrainOptions& options, const TrainingData& data,
                                                     const StartingState& start, const Machine& machine) {
  auto network = make_network(options, data.buckets.classes(), start, machine.device);
  if (!network) return tl::unexpected(network.error());
  if (auto fixed = fix_all_but(options.only_layers, *network); !fixed) return tl::unexpected(fixed.error());
  for (auto& parameter : (*network)->parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(memory_format_of(machine.precision)));
  }
  return std::make_unique<FullLearner>(options, data, *network, machine);
}

}  // namespace deepcars::train
