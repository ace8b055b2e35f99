#include "shared/car_model.h"

#include <algorithm>
#include <utility>

#include "shared/weights/model_file.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars {

Expected<void> check_finite(const Prediction& prediction) {
  for (const std::vector<float>* numbers : {&prediction.logits, &prediction.layer3, &prediction.layer4}) {
    if (weights::all_finite(*numbers)) continue;
    return failure(ErrorCode::weights_damaged,
                   "the model's answer is not a number: its weights are too large",
                   "use another model, or train it again with a lower learning rate");
  }
  return {};
}

Expected<Prediction> finite_answer(Prediction prediction) {
  if (auto finite = check_finite(prediction); !finite) return tl::unexpected(finite.error());
  return prediction;
}

CarModel::CarModel(weights::ModelMetadata metadata, nn::ResNet18 network,
                   std::optional<features::FamiliarityModel> familiarity)
    : metadata_(std::move(metadata)), network_(std::move(network)), familiarity_(std::move(familiarity)) {}

Expected<CarModel> CarModel::load(std::span<const std::uint8_t> weight_file,
                                  std::span<const std::uint8_t> patch) {
  nn::ThreadPool alone(1);
  return load(weight_file, alone, patch);
}

Expected<CarModel> CarModel::load(std::span<const std::uint8_t> weight_file, nn::ThreadPool& pool,
                                  std::span<const std::uint8_t> patch) {
  auto file = weights::open_model_file(weight_file, patch);
  if (!file) return tl::unexpected(file.error());
  auto network = nn::ResNet18::create(file->tensors, pool);
  if (!network) return tl::unexpected(network.error());
  return CarModel(std::move(file->metadata), *std::move(network), std::move(file->familiarity));
}

Expected<CarModel> CarModel::patched(std::span<const std::uint8_t> patch) const {
  auto file = weights::open_patch(patch, metadata_.id);
  if (!file) return tl::unexpected(file.error());
  if (file->metadata.year_buckets.classes() != network_.classes()) {
    return failure(ErrorCode::weights_damaged, "the patch has another number of year buckets than its model",
                   "export the patch again");
  }
  auto network = network_.patched(file->tensors);
  if (!network) return tl::unexpected(network.error());
  return CarModel(std::move(file->metadata), *std::move(network), familiarity_);
}

std::vector<Prediction> CarModel::predict(std::span<const image::Image> photos, nn::ThreadPool& pool) const {
  if (photos.empty()) return {};
  const int count = static_cast<int>(photos.size()), size = metadata_.input.size_px;
  nn::Tensor input = nn::Tensor::zeros({count, 3, size, size});
  const std::size_t each = input.values.size() / photos.size();
  pool.parallel_for(count, [&](int i) {
    const auto n = static_cast<std::size_t>(i);
    const std::vector<float> one = image::preprocess(photos[n], metadata_.input);
    std::copy(one.begin(), one.end(), input.values.begin() + static_cast<std::ptrdiff_t>(n * each));
  });

  const nn::Output output = network_.forward(input, pool);
  std::vector<Prediction> predictions;
  for (std::size_t n = 0; n < photos.size(); ++n) predictions.push_back(answer(output, n));
  return predictions;
}

Prediction CarModel::predict_traced(const image::Image& photo, nn::ThreadPool& pool,
                                    nn::Kernels kernels) const {
  const int size = metadata_.input.size_px;
  return predict_traced(nn::Tensor{{1, 3, size, size}, image::preprocess(photo, metadata_.input)}, pool,
                        kernels);
}

Prediction CarModel::predict_traced(nn::Tensor input, nn::ThreadPool& pool, nn::Kernels kernels) const {
  nn::TracePtr trace;
  const nn::Output output = network_.forward(input, pool, trace, kernels);
  Prediction prediction = answer(output, 0);
  prediction.input = std::move(input);
  prediction.trace = std::move(trace);
  prediction.kernels = kernels;
  return prediction;
}

Prediction CarModel::answer(const nn::Output& output, std::size_t n) const {
  const auto logits = nn::row(output.logits, n), layer3 = nn::row(output.layer3, n),
             layer4 = nn::row(output.layer4, n);
  Prediction prediction;
  prediction.logits.assign(logits.begin(), logits.end());
  prediction.layer3.assign(layer3.begin(), layer3.end());
  prediction.layer4.assign(layer4.begin(), layer4.end());
  prediction.score = score::score(logits, metadata_.class_years, metadata_.temperature);
  prediction.ranges =
      score::year_ranges(prediction.score.probabilities, metadata_.year_buckets, metadata_.range_mass);
  if (familiarity_) prediction.familiarity = familiarity_->of(layer3);
  return prediction;
}

Expected<explain::TargetFunction> CarModel::target_function(const Prediction& prediction,
                                                            const explain::Target& target) const {
  if (!prediction.trace) {
    return failure(ErrorCode::invalid_argument, "the prediction was made without a trace",
                   "predict the photo again with predict_traced");
  }
  return explain::TargetFunction::create(target, prediction.score, metadata_);
}

Expected<std::vector<float>> CarModel::input_gradient(const Prediction& prediction, nn::ReluRule rule,
                                                      const explain::Target& target,
                                                      nn::ThreadPool& pool) const {
  const auto function = target_function(prediction, target);
  if (!function) return tl::unexpected(function.error());
  const nn::Tensor logits_gradient{{1, network_.classes()}, function->gradient(prediction.logits)};
  return network_.input_backward(*prediction.trace, logits_gradient, rule, pool, prediction.kernels).values;
}

Expected<explain::Subject> CarModel::subject(const Prediction& prediction,
                                             const explain::Target& target) const {
  auto function = target_function(prediction, target);
  if (!function) return tl::unexpected(function.error());
  return explain::Subject{.network = network_,
                          .kernels = prediction.kernels,
                          .spec = metadata_.input,
                          .input = prediction.input,
                          .trace = *prediction.trace,
                          .logits = prediction.logits,
                          .target = *std::move(function)};
}

Expected<std::unique_ptr<explain::Explanation>> CarModel::begin_explanation(
    const Prediction& prediction, const explain::Method& method, const explain::Target& target,
    const explain::MethodOptions& options) const {
  const auto subject = this->subject(prediction, target);
  if (!subject) return tl::unexpected(subject.error());
  return method.begin(*subject, options);
}

Expected<explain::Explained> CarModel::explain(const Prediction& prediction, const explain::Method& method,
                                               const explain::Target& target, nn::ThreadPool& pool,
                                               const explain::MethodOptions& options) const {
  const auto explanation = begin_explanation(prediction, method, target, options);
  if (!explanation) return tl::unexpected(explanation.error());
  while (!(*explanation)->is_finished()) (*explanation)->step(pool);
  return (*explanation)->so_far();
}

}  // namespace deepcars
