// Recipe head: a new last layer learns; the rest of the network is fixed, so its features are computed once.
#include <algorithm>
#include <cstring>
#include <span>

#include "native/base/interrupts.h"
#include "native/base/progress.h"
#include "native/train/last_layer_learner.h"
#include "native/train/network_runner.h"
#include "native/train/run/feature_cache.h"
#include "native/train/starting_state.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::train {
namespace {

constexpr int feature_count = 512;

class HeadLearner : public LastLayerLearner {
 public:
  HeadLearner(const TrainOptions& options, const TrainingData& data, ResNet18Module network,
              const Machine& machine)
      : LastLayerLearner(options, data, std::move(network), machine) {
    network_->eval();
  }

  Expected<bool> prepare() override {
    const weights::Tensors state = state_of(network_);
    const auto train = features_of(data_.train, data_.train_marks, state, "features of training photos");
    if (!train) return tl::unexpected(train.error());
    if (!*train) return false;
    const auto val = features_of(data_.val, {}, state, "features of validation photos");
    if (!val) return tl::unexpected(val.error());
    if (!*val) return false;
    train_features_ = on_device(**train);
    val_features_ = on_device(**val);
    return true;
  }

  Expected<void> train_epoch(int epoch, std::size_t first_batch, const OnBatch& on_batch) override {
    const std::vector<std::size_t> order = epoch_order(data_, options_.seed, epoch);
    const data::Batches batches = data::make_batches(order.size(), batch_size(), first_batch,
                                                     static_cast<std::size_t>(machine_.workers.rank()),
                                                     static_cast<std::size_t>(machine_.workers.size()));
    std::size_t seen = first_batch * batch_size();
    for (const std::vector<std::size_t>& positions : batches) {
      const torch::Tensor photos = photos_at(positions, order, machine_.device);
      optimization_.set_progress(epoch + static_cast<double>(seen) / static_cast<double>(order.size()));
      const BatchResult result =
          learn(train_features_.index_select(0, photos), photos, std::min(batch_size(), order.size() - seen));
      seen += batch_size();
      if (!on_batch(result)) return {};
    }
    return {};
  }

  Expected<std::optional<std::vector<float>>> validation_logits(const OnPhotos& on_photos) override {
    const torch::NoGradGuard no_grad;
    on_photos(static_cast<int>(val_features_.size(0)));
    return values_of(network_->fc->forward(val_features_));
  }

  std::optional<Throughput> throughput() const override { return std::nullopt; }

  std::string checkpoint(const std::string& facts) const override {
    return write_checkpoint({{"head", network_->fc.ptr()}}, optimization_.optimizer(), facts);
  }
  Expected<std::string> restore(const std::string& checkpoint) override {
    return read_checkpoint(checkpoint, {{"head", network_->fc.ptr()}}, optimization_.optimizer());
  }

 private:
  /// Nothing if it was interrupted; what was computed until then is kept.
  Expected<std::optional<std::vector<float>>> features_of(std::span<const data::Photo> photos,
                                                          std::span<const data::OptionalMark> marks,
                                                          const weights::Tensors& state, const char* what) {
    const std::string folder =
        options_.feature_cache.empty() ? options_.output + "/features" : options_.feature_cache;
    const FeatureCache cache(folder, feature_key(state, options_.model_input_size, photos, marks));
    base::Progress progress(what, static_cast<std::int64_t>(photos.size()), machine_.workers.first());
    std::vector<float> all;
    for (std::size_t chunk = 0; chunk * FeatureCache::chunk_photos < photos.size(); ++chunk) {
      const std::size_t begin = chunk * FeatureCache::chunk_photos;
      const std::size_t count = std::min(FeatureCache::chunk_photos, photos.size() - begin);
      const auto features = chunk_features(cache, chunk, photos.subspan(begin, count),
                                           marks.empty() ? marks : marks.subspan(begin, count), progress);
      if (!features || !*features) return features;
      all.insert(all.end(), (*features)->begin(), (*features)->end());
    }
    return all;
  }

  Expected<std::optional<std::vector<float>>> chunk_features(const FeatureCache& cache, std::size_t chunk,
                                                             std::span<const data::Photo> photos,
                                                             std::span<const data::OptionalMark> marks,
                                                             base::Progress& progress) {
    if (auto kept = load_for_all(cache, chunk, photos.size() * feature_count)) {
      progress.advance(static_cast<std::int64_t>(photos.size()));
      return kept;
    }
    // Alone, the batches come in the order of the photos: what is there at an interrupt are the first of them.
    std::vector<float> first;
    if (machine_.workers.alone()) first = cache.load_begun(chunk, feature_count);
    const std::size_t begun = std::min(first.size() / feature_count, photos.size());
    first.resize(begun * feature_count);
    progress.advance(static_cast<std::int64_t>(begun));
    auto computed = run_network(
        options_, machine_, photos.subspan(begun), marks.empty() ? marks : marks.subspan(begun),
        feature_count,
        [&](const torch::Tensor& batch) {
          const torch::Tensor features = network_->features(batch);
          const std::vector<float> values = values_of(features);
          first.insert(first.end(), values.begin(), values.end());
          return features;
        },
        [&](int count) {
          progress.advance(count * machine_.workers.size());
          return !base::interrupted();
        });
    if (!computed) return tl::unexpected(computed.error());
    const bool whole = computed->has_value();
    if (!weights::all_finite(whole ? **computed : first)) {
      return failure(ErrorCode::weights_damaged, "the features of the starting weights are not numbers",
                     "start from other weights");
    }
    if (machine_.workers.alone()) computed = whole ? std::optional(first) : std::nullopt;
    if (!machine_.workers.first() || (!whole && !machine_.workers.alone())) return computed;
    const auto written = whole ? cache.store(chunk, **computed) : cache.store_begun(chunk, std::move(first));
    if (!written) return tl::unexpected(written.error());
    return computed;
  }

  /// The first worker's file counts: the others may be on machines that do not see it.
  std::optional<std::vector<float>> load_for_all(const FeatureCache& cache, std::size_t chunk,
                                                 std::size_t values) {
    std::string bytes;
    if (machine_.workers.first()) {
      if (const auto kept = cache.load(chunk, values)) {
        bytes.assign(reinterpret_cast<const char*>(kept->data()), kept->size() * sizeof(float));
      }
    }
    bytes = machine_.workers.broadcast(bytes);
    if (bytes.empty()) return std::nullopt;
    std::vector<float> features(values);
    std::memcpy(features.data(), bytes.data(), bytes.size());
    return features;
  }

  torch::Tensor on_device(const std::vector<float>& features) const {
    return torch::tensor(at::ArrayRef<float>(features)).reshape({-1, feature_count}).to(machine_.device);
  }

  torch::Tensor train_features_, val_features_;  // [photos, 512]
};

}  // namespace

Expected<std::unique_ptr<Learner>> make_head_learner(const TrainOptions& options, const TrainingData& data,
                                                     const StartingState& start, const Machine& machine) {
  auto network = make_network(options, data.buckets.classes(), start, machine.device);
  if (!network) return tl::unexpected(network.error());
  return std::make_unique<HeadLearner>(options, data, *network, machine);
}

}  // namespace deepcars::train
