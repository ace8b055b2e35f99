// Training of all layers: augmented photos, prepared by threads of their own.
#include "native/data/batch_loader.h"
#include "native/data/photo_input.h"
#include "native/data/random.h"
#include "native/train/learning.h"
#include "native/train/loss.h"
#include "native/train/moving_average.h"
#include "native/train/network_runner.h"
#include "native/train/precision.h"

namespace deepcars::native {
namespace {

class NetworkLearner : public Learner {
 public:
  NetworkLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
                 torch::Device device)
      : options_(options),
        data_(data),
        device_(device),
        precision_(choose_precision(options.precision, device)),
        augmentation_(augment_options(options.augmentation)),
        network_(std::move(network)),
        average_(network_, data.buckets.classes(), options.ema_decay),
        loss_(options, data, device),
        optimization_(options, parameters_of(network_)) {}

  Expected<bool> prepare() override { return true; }

  Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) override {
    std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const auto batch_size = static_cast<std::size_t>(options_.batch_size);
    // BatchNorm has no statistics of a single photo: such a last batch is left out.
    if (order.size() > 1 && order.size() % batch_size == 1 && batch_size > 1) order.pop_back();
    const double photos = static_cast<double>(order.size());
    const std::size_t skipped = std::min(first_batch * batch_size, order.size());
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(skipped));

    image::InputSpec spec;
    spec.size_px = options_.input_size;
    const std::uint64_t epoch_seed = mix_seed(options_.seed + 1, static_cast<std::uint64_t>(epoch));
    BatchLoader loader(std::move(order), batch_size, options_.threads, loader_ahead,
                       [&](std::size_t position, std::size_t photo) {
                         return augmented_input(data_.train[photo], spec, augmentation_,
                                                mix_seed(epoch_seed, skipped + position));
                       });
    network_->train();
    double seen = static_cast<double>(skipped);
    while (true) {
      auto batch = loader.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) return {};
      optimization_.set_progress(epoch + seen / photos);
      const BatchResult result = learn(**batch, spec.size_px);
      seen += result.photos;
      if (!on_batch(result)) return {};
    }
  }

  Expected<std::vector<float>> validation_logits(const OnBatch& on_batch) override {
    std::size_t first = 0;
    return run_network(options_, average_.network(), device_, data_.val, [&](const torch::Tensor& photos) {
      const torch::Tensor logits = average_.network()->forward(photos).to(torch::kCPU, torch::kFloat32);
      const BatchResult result = judge(logits, data_.val_labels, first);
      first += static_cast<std::size_t>(result.photos);
      return on_batch(result) ? logits : torch::Tensor();
    });
  }

  TensorMap state() const override { return state_of(average_.network()); }

  Expected<void> save_checkpoint(const std::string& path, const std::string& facts) const override {
    const nlohmann::json both = {{"facts", facts}, {"average_steps", average_.steps()}};
    return write_checkpoint(path, modules(), optimization_.optimizer(), both.dump());
  }
  Expected<std::string> load_checkpoint(const std::string& path) override {
    const auto text = read_checkpoint(path, modules(), optimization_.optimizer());
    if (!text) return text;
    const auto both = nlohmann::json::parse(*text);
    average_.set_steps(both.at("average_steps"));
    return both.at("facts").get<std::string>();
  }

 private:
  static std::vector<std::pair<std::string, torch::Tensor>> parameters_of(const ResNet18Module& network) {
    return network->named_parameters().pairs();
  }

  Modules modules() const { return {{"network", network_.ptr()}, {"average", average_.network().ptr()}}; }

  BatchResult learn(const Batch& batch, int size_px) {
    const std::vector<std::int64_t> which(batch.photos.begin(), batch.photos.end());
    const torch::Tensor rows = torch::tensor(which).to(device_);
    const torch::Tensor input =
        input_tensor(batch, size_px, device_).contiguous(memory_format_of(precision_));
    torch::Tensor logits;
    {
      const Autocast autocast(precision_, device_);
      logits = network_->forward(input).to(torch::kFloat32);
    }
    const torch::Tensor loss = loss_(logits, rows);
    optimization_.step(loss);
    average_.update(network_);
    return outcome(loss, logits, loss_.targets(rows));
  }

  const TrainOptions& options_;
  const TrainingData& data_;
  const torch::Device device_;
  const Precision precision_;
  const AugmentOptions augmentation_;
  ResNet18Module network_;
  MovingAverage average_;
  Loss loss_;
  Optimization optimization_;
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_network_learner(const TrainOptions& options, const TrainingData& data,
                                                        const StartingState& start) {
  const auto device = find_device(options.device);
  if (!device) return tl::unexpected(device.error());
  torch::set_num_threads(options.threads);
  auto network = make_network(options, data.buckets.classes(), start);
  if (!network) return tl::unexpected(network.error());
  (*network)->to(*device);
  const auto format = memory_format_of(choose_precision(options.precision, *device));
  for (auto& parameter : (*network)->parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(format));
  }
  return std::make_unique<NetworkLearner>(options, data, *network, *device);
}

}  // namespace deepcars::native
