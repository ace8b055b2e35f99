// Training of a new last layer: the rest of the network is fixed, so its features are computed once.
#include <cstring>

#include "native/base/files.h"
#include "native/base/progress.h"
#include "native/data/random.h"
#include "native/train/learning.h"
#include "native/train/loss.h"
#include "native/train/network_runner.h"
#include "shared/weights/safetensors.h"

namespace deepcars::native {
namespace {

constexpr std::int64_t feature_count = 512;

class LinearLearner : public Learner {
 public:
  LinearLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
                torch::Device device)
      : options_(options),
        data_(data),
        device_(device),
        network_(std::move(network)),
        loss_(options, data, device),
        optimization_(options, head_parameters(network_)) {
    network_->to(device_);
  }

  Expected<bool> prepare() override {
    const std::string path = options_.output + "/features.safetensors";
    const std::string expected = fingerprint();
    if (const auto bytes = read_file(path)) {
      const auto kept = weights::parse_safetensors(*bytes);
      if (kept && kept->metadata.contains("fingerprint") && kept->metadata.at("fingerprint") == expected) {
        take(kept->tensors.at("train").values, kept->tensors.at("val").values);
        return true;
      }
    }
    auto train = features_of(data_.train, "features of training photos");
    if (!train) return tl::unexpected(train.error());
    auto val = features_of(data_.val, "features of validation photos");
    if (!val) return tl::unexpected(val.error());
    if (interrupted()) return false;
    take(*train, *val);
    weights::TensorFile file;
    file.metadata["fingerprint"] = expected;
    file.tensors["train"] = {{static_cast<std::int64_t>(data_.train.size()), feature_count},
                             std::move(*train)};
    file.tensors["val"] = {{static_cast<std::int64_t>(data_.val.size()), feature_count}, std::move(*val)};
    const auto bytes = weights::serialize_safetensors(file, weights::Storage::fp32);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto written = write_file(path, *bytes); !written) return tl::unexpected(written.error());
    return true;
  }

  Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) override {
    const std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const std::vector<std::int64_t> which(order.begin(), order.end());
    const torch::Tensor all = torch::tensor(which).to(device_);
    const std::vector<torch::Tensor> batches = all.split(options_.batch_size);
    for (std::size_t i = first_batch; i < batches.size(); ++i) {
      const torch::Tensor& rows = batches[i];
      optimization_.set_progress(epoch + static_cast<double>(i) / static_cast<double>(batches.size()));
      const torch::Tensor logits = network_->fc->forward(train_features_.index_select(0, rows));
      const torch::Tensor loss = loss_(logits, rows);
      optimization_.step(loss);
      if (!on_batch(outcome(loss, logits, loss_.targets(rows)))) return {};
    }
    return {};
  }

  Expected<std::vector<float>> validation_logits(const OnBatch& on_batch) override {
    const torch::NoGradGuard no_grad;
    std::vector<float> all;
    std::size_t first = 0;
    for (const torch::Tensor& part : val_features_.split(options_.batch_size)) {
      const torch::Tensor logits = network_->fc->forward(part).to(torch::kCPU).contiguous();
      const BatchResult result = judge(logits, data_.val_labels, first);
      first += static_cast<std::size_t>(result.photos);
      all.insert(all.end(), logits.data_ptr<float>(), logits.data_ptr<float>() + logits.numel());
      if (!on_batch(result)) break;
    }
    return all;
  }

  TensorMap state() const override { return state_of(network_); }

  Expected<void> save_checkpoint(const std::string& path, const std::string& facts) const override {
    return write_checkpoint(path, {{"head", network_->fc.ptr()}}, optimization_.optimizer(), facts);
  }
  Expected<std::string> load_checkpoint(const std::string& path) override {
    return read_checkpoint(path, {{"head", network_->fc.ptr()}}, optimization_.optimizer());
  }

 private:
  static std::vector<std::pair<std::string, torch::Tensor>> head_parameters(const ResNet18Module& network) {
    return {{"fc.weight", network->fc->weight}, {"fc.bias", network->fc->bias}};
  }

  Expected<std::vector<float>> features_of(const std::vector<Photo>& photos, const char* what) {
    Progress progress(what, static_cast<std::int64_t>(photos.size()));
    return run_network(options_, network_, device_, photos, [&](const torch::Tensor& batch) {
      progress.advance(batch.size(0));
      return interrupted() ? torch::Tensor() : network_->features(batch);
    });
  }

  void take(const std::vector<float>& train, const std::vector<float>& val) {
    train_features_ = torch::tensor(at::ArrayRef<float>(train)).reshape({-1, feature_count}).to(device_);
    val_features_ = torch::tensor(at::ArrayRef<float>(val)).reshape({-1, feature_count}).to(device_);
  }

  /// Changes with the network's fixed layers, the photos and the input size.
  std::string fingerprint() const {
    std::uint64_t mixed = mix_seed(0, static_cast<std::uint64_t>(options_.model_input_size));
    for (const auto& [name, tensor] : state_of(network_)) {
      for (std::size_t i = 0; !name.starts_with("fc.") && i < tensor.values.size(); ++i) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &tensor.values[i], sizeof bits);
        mixed = mix_seed(mixed, bits);
      }
    }
    for (const auto* photos : {&data_.train, &data_.val}) {
      mixed = mix_seed(mixed, photos->size());
      for (const Photo& photo : *photos) {
        for (const char c : photo.path.string()) mixed = mix_seed(mixed, static_cast<unsigned char>(c));
      }
    }
    return std::to_string(mixed);
  }

  const TrainOptions& options_;
  const TrainingData& data_;
  torch::Device device_;
  ResNet18Module network_;
  Loss loss_;
  Optimization optimization_;
  torch::Tensor train_features_, val_features_;  // [photos, 512]
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_linear_learner(const TrainOptions& options, const TrainingData& data,
                                                       const StartingState& start) {
  const auto device = find_device(options.device);
  if (!device) return tl::unexpected(device.error());
  torch::set_num_threads(options.threads);
  auto network = make_network(options, data.buckets.classes(), start);
  if (!network) return tl::unexpected(network.error());
  return std::make_unique<LinearLearner>(options, data, *network, *device);
}

}  // namespace deepcars::native
