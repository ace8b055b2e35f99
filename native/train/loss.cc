#include "native/train/loss.h"

#include <algorithm>

namespace deepcars::train {

Targets mix(const Targets& photos, const Targets& others, const torch::Tensor& shares) {
  const torch::Tensor rows = shares.unsqueeze(1);
  return {rows * photos.probabilities + (1 - rows) * others.probabilities,
          shares * photos.weights + (1 - shares) * others.weights};
}

Loss::Loss(const TrainOptions& options, const TrainingData& data, torch::Device device)
    : ranked_weight_(options.ranked_weight) {
  const auto photos = static_cast<std::int64_t>(data.train.size());
  const auto classes = static_cast<std::int64_t>(data.class_years.size());
  distributions_ = torch::empty({photos, classes});
  weights_ = torch::empty({photos});
  for (std::int64_t i = 0; i < photos; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const int label = data.train_labels[at];
    const auto distribution =
        target_distribution(data.train[at].year, label, data, options.label_smoothing_years);
    std::copy(distribution.begin(), distribution.end(), distributions_.data_ptr<float>() + i * classes);
    weights_.data_ptr<float>()[i] = data.class_loss_weights[static_cast<std::size_t>(label)];
  }
  std::vector<float> gaps;
  for (std::size_t k = 0; k + 1 < data.class_years.size(); ++k) {
    gaps.push_back(static_cast<float>(data.class_years[k + 1] - data.class_years[k]));
  }
  year_gaps_ = torch::tensor(at::ArrayRef<float>(gaps)).to(device);
  distributions_ = distributions_.to(device);
  weights_ = weights_.to(device);
}

Targets Loss::targets(const torch::Tensor& photos) const {
  return {distributions_.index_select(0, photos), weights_.index_select(0, photos)};
}

torch::Tensor Loss::operator()(const torch::Tensor& logits, const Targets& targets,
                               std::int64_t batch_photos) const {
  const torch::Tensor log_probabilities = torch::log_softmax(logits, 1);
  torch::Tensor loss = -(targets.probabilities * log_probabilities).sum(1);
  if (ranked_weight_ > 0 && year_gaps_.size(0) > 0) {
    const torch::Tensor distance =
        (log_probabilities.exp() - targets.probabilities).cumsum(1).slice(1, 0, year_gaps_.size(0));
    loss = loss + ranked_weight_ * (distance.square() * year_gaps_).sum(1);
  }
  return (loss * targets.weights).sum() / static_cast<double>(batch_photos);
}

}  // namespace deepcars::train
