// Recipe original: the Python original's training (https://github.com/hmd101/deepCars) with its faults, for
// comparison with the others.
//  - The network is fixed but for its last layer, and yet goes through every photo again in every epoch.
//  - It is never in eval mode: BatchNorm uses each batch's own statistics, and its running ones drift over
//    the training photos and over those that it is measured on.
#include "native/data/original_input.h"
#include "native/data/photo_input.h"
#include "native/train/last_layer_learner.h"
#include "native/train/network_runner.h"
#include "native/train/starting_state.h"
#include "shared/random.h"

namespace deepcars::train {
namespace {

class OriginalLearner : public LastLayerLearner {
 public:
  OriginalLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
                  const Machine& machine)
      : LastLayerLearner(options, data, std::move(network), machine) {
    network_->train();
  }

  Expected<bool> prepare() override { return true; }

  Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) override {
    const std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const std::uint64_t epoch_seed = mix_seed(options_.seed + 1, static_cast<std::uint64_t>(epoch));
    optimization_.set_progress(epoch);
    const auto done = through_network(
        order.size(), first_batch,
        [&](std::size_t position) {
          return data::original_training_input(data_.train[order[position]], options_.model_input_size,
                                               mix_seed(epoch_seed, position));
        },
        [&](const data::Batch& batch, const torch::Tensor& features) {
          const torch::Tensor photos = photos_at(batch.positions, order, machine_.device);
          return on_batch(learn(features, photos, batch.positions.size()));
        });
    if (!done) return tl::unexpected(done.error());
    return {};
  }

  Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos& on_photos) override {
    image::InputSpec spec;
    spec.size_px = options_.model_input_size;
    std::vector<float> logits;
    const auto whole = through_network(
        data_.val.size(), 0,
        [&](std::size_t position) { return data::photo_input(data_.val[position], spec); },
        [&](const data::Batch& batch, const torch::Tensor& features) {
          const torch::NoGradGuard no_grad;
          const std::vector<float> rows = values_of(network_->fc->forward(features));
          logits.insert(logits.end(), rows.begin(), rows.end());
          return on_photos(static_cast<int>(batch.positions.size()));
        });
    if (!whole) return tl::unexpected(whole.error());
    if (!*whole) return std::nullopt;
    return logits;
  }

  std::optional<Throughput> throughput() const override { return throughput_; }

  std::string checkpoint(const std::string& facts) const override {
    return write_checkpoint({{"network", network_.ptr()}}, optimization_.optimizer(), facts);
  }
  Expected<std::string> restore(const std::string& checkpoint) override {
    return read_checkpoint(checkpoint, {{"network", network_.ptr()}}, optimization_.optimizer());
  }

 private:
  using UseFeatures = std::function<bool(const data::Batch& batch, const torch::Tensor& features)>;

  /// Features, in training mode, of each batch. False: `use` stopped it.
  Expected<bool> through_network(std::size_t photos, std::size_t first_batch,
                                 data::BatchLoader::MakeInput make, const UseFeatures& use) {
    data::BatchLoader loader(data::make_batches(photos, batch_size(), first_batch), options_.threads,
                             std::move(make));
    NetworkClock clock;
    bool whole = true;
    while (whole) {
      const auto batch = loader.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) break;
      clock.start();
      torch::Tensor features;
      {
        const torch::NoGradGuard no_grad;
        features = network_->features(input_tensor(**batch, options_.model_input_size, machine_.device));
      }
      whole = use(**batch, features);
      clock.stop((*batch)->positions.size());
    }
    throughput_ = clock.throughput(loader.time(), options_.threads);
    return whole;
  }

  std::optional<Throughput> throughput_;
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_original_learner(const TrainOptions& options,
                                                         const TrainingData& data, const StartingState& start,
                                                         const Machine& machine) {
  if (!machine.workers.alone()) {
    return failure(ErrorCode::invalid_argument,
                   "--recipe original trains in one process, as the original does",
                   "start it without torchrun");
  }
  auto network = make_network(options, data.buckets.classes(), start, machine.device);
  if (!network) return tl::unexpected(network.error());
  return std::make_unique<OriginalLearner>(options, data, *network, machine);
}

}  // namespace deepcars::train
