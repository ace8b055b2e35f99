// Training of all layers: augmented photos, prepared by threads of their own.
#include "native/data/batch_loader.h"
#include "native/data/photo_input.h"
#include "native/data/random.h"
#include "native/train/learning.h"
#include "native/train/network_runner.h"

namespace deepcars::native {
namespace {

class NetworkLearner : public Learner {
 public:
  NetworkLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
                 torch::Device device)
      : options_(options),
        data_(data),
        device_(device),
        network_(std::move(network)),
        targets_(make_targets(data, options.label_smoothing_years, device)) {
    network_->to(device_);
    optimizer_ = make_optimizer(options_, *network_, true);
  }

  Expected<bool> prepare() override { return true; }

  Expected<void> train_epoch(int epoch, const OnBatch& on_batch) override {
    std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const auto batch_size = static_cast<std::size_t>(options_.batch_size);
    // BatchNorm has no statistics of a single photo: such a last batch is left out.
    if (order.size() > 1 && order.size() % batch_size == 1 && batch_size > 1) order.pop_back();
    const double photos = static_cast<double>(order.size());
    image::InputSpec spec;
    spec.size_px = options_.input_size;
    const std::uint64_t epoch_seed = mix_seed(options_.seed + 1, static_cast<std::uint64_t>(epoch));
    BatchLoader loader(std::move(order), batch_size, options_.threads, loader_ahead,
                       [&](std::size_t position, std::size_t photo) {
                         return augmented_input(data_.train[photo], spec, {}, mix_seed(epoch_seed, position));
                       });
    network_->train();
    double seen = 0;
    while (true) {
      auto batch = loader.next();
      if (!batch) return tl::unexpected(batch.error());
      if (!*batch) return {};
      set_learning_rates(*optimizer_, options_, epoch + seen / photos, true);
      const std::vector<std::int64_t> which((*batch)->photos.begin(), (*batch)->photos.end());
      const torch::Tensor rows = torch::tensor(which).to(device_);
      const torch::Tensor logits = network_->forward(input_tensor(**batch, spec.size_px, device_));
      const BatchResult result = step(*optimizer_, logits, targets_.distributions.index_select(0, rows),
                                      targets_.weights.index_select(0, rows));
      seen += result.photos;
      if (!on_batch(result)) return {};
    }
  }

  Expected<std::vector<float>> validation_logits(const OnBatch& on_batch) override {
    std::size_t first = 0;
    return run_network(options_, network_, device_, data_.val, [&](const torch::Tensor& photos) {
      const torch::Tensor logits = network_->forward(photos).to(torch::kCPU);
      const BatchResult result = judge(logits, data_.val_labels, first);
      first += static_cast<std::size_t>(result.photos);
      return on_batch(result) ? logits : torch::Tensor();
    });
  }

  TensorMap state() const override { return state_of(network_); }

  Expected<void> save_checkpoint(const std::string& path, const std::string& facts) const override {
    return write_checkpoint(path, *network_, *optimizer_, facts);
  }
  Expected<std::string> load_checkpoint(const std::string& path) override {
    return read_checkpoint(path, *network_, *optimizer_);
  }

 private:
  const TrainOptions& options_;
  const TrainingData& data_;
  torch::Device device_;
  ResNet18Module network_;
  Targets targets_;
  std::unique_ptr<torch::optim::Optimizer> optimizer_;
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_network_learner(const TrainOptions& options, const TrainingData& data,
                                                        const StartingState& start) {
  const auto device = find_device(options.device);
  if (!device) return tl::unexpected(device.error());
  torch::set_num_threads(options.threads);
  auto network = make_network(options, data.buckets.classes(), start);
  if (!network) return tl::unexpected(network.error());
  return std::make_unique<NetworkLearner>(options, data, *network, *device);
}

}  // namespace deepcars::native
