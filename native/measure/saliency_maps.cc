#include "native/measure/saliency_maps.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "native/data/random.h"
#include "shared/score/score.h"

namespace deepcars::measure {
namespace {

constexpr nn::Kernels kKernels = nn::Kernels::portable;

std::size_t plane_size(int size_px) {
  return static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px);
}

/// Scores the photos and says which class the maps are to explain.
void score_batch(const nn::ResNet18& network, const weights::ModelMetadata& metadata,
                 std::span<ExplainedPhoto> photos, nn::ThreadPool& pool) {
  const nn::Tensor logits =
      network.forward(stack_inputs(photos, metadata.input.size_px), pool, kKernels).logits;
  for (std::size_t n = 0; n < photos.size(); ++n) {
    const score::Score score = score::score(nn::row(logits, n), metadata.class_years, metadata.temperature);
    photos[n].top_class = score.top_class;
    photos[n].expected_year = score.expected_year;
  }
}

}  // namespace

nn::Tensor stack_inputs(std::span<const ExplainedPhoto> photos, int size_px) {
  nn::Tensor inputs{{static_cast<int>(photos.size()), 3, size_px, size_px}, {}};
  inputs.values.reserve(photos.size() * 3 * plane_size(size_px));
  for (const ExplainedPhoto& photo : photos)
    inputs.values.insert(inputs.values.end(), photo.input.begin(), photo.input.end());
  return inputs;
}

MapBatch saliency_maps(const nn::ResNet18& network, const nn::Tensor& inputs, std::span<const int> classes,
                       nn::ThreadPool& pool) {
  MapBatch batch{{}, std::vector<PhotoMaps>(classes.size())};
  nn::TracePtr trace;
  batch.logits = network.forward(inputs, pool, trace, kKernels).logits;
  nn::Tensor one_hot = nn::Tensor::zeros(batch.logits.shape);
  for (std::size_t n = 0; n < classes.size(); ++n) {
    const std::size_t first = n * static_cast<std::size_t>(network.classes());
    one_hot.values[first + static_cast<std::size_t>(classes[n])] = 1.0f;
  }
  const int height = inputs.shape[2], width = inputs.shape[3];
  const std::size_t each = inputs.values.size() / classes.size();
  for (const nn::ReluRule rule : {nn::ReluRule::gradient, nn::ReluRule::guided}) {
    const nn::Tensor gradient = network.input_backward(*trace, one_hot, rule, pool, kKernels);
    for (std::size_t m = 0; m < saliency_methods.size(); ++m) {
      if (explain::relu_rule(saliency_methods[m]) != rule) continue;
      for (std::size_t n = 0; n < classes.size(); ++n) {
        batch.maps[n][m] = explain::reduce_channels(std::span(gradient.values).subspan(n * each, each),
                                                    height, width, saliency_methods[m]);
      }
    }
  }
  return batch;
}

std::vector<ExplainedPhoto> explain_photos(const nn::ResNet18& network,
                                           const weights::ModelMetadata& metadata,
                                           std::span<const std::vector<float>> inputs, nn::ThreadPool& pool,
                                           const PassesDone& passes_done) {
  std::vector<ExplainedPhoto> explained;
  for (std::size_t first = 0; first < inputs.size(); first += saliency_batch_photos) {
    std::vector<ExplainedPhoto> photos;
    for (const auto& input : inputs.subspan(first, std::min(saliency_batch_photos, inputs.size() - first)))
      photos.push_back({.input = input, .top_class = 0, .expected_year = 0, .maps = {}});
    score_batch(network, metadata, photos, pool);
    std::vector<int> classes;
    for (const ExplainedPhoto& photo : photos) classes.push_back(photo.top_class);
    MapBatch batch = saliency_maps(network, stack_inputs(photos, metadata.input.size_px), classes, pool);
    for (std::size_t n = 0; n < photos.size(); ++n) {
      photos[n].maps = std::move(batch.maps[n]);
      explained.push_back(std::move(photos[n]));
    }
    if (!passes_done(static_cast<std::int64_t>(photos.size()) * (1 + passes_per_saliency_maps))) break;
  }
  return explained;
}

explain::HeatMap edge_map(std::span<const float> input, int size_px) {
  const std::size_t plane = plane_size(size_px);
  cv::Mat brightness(size_px, size_px, CV_32F), across, down, magnitude;
  for (std::size_t i = 0; i < plane; ++i)
    brightness.ptr<float>()[i] = (input[i] + input[plane + i] + input[2 * plane + i]) / 3;
  cv::Sobel(brightness, across, CV_32F, 1, 0);
  cv::Sobel(brightness, down, CV_32F, 0, 1);
  cv::magnitude(across, down, magnitude);
  const float* values = magnitude.ptr<float>();
  return {size_px, size_px, false, std::vector<float>(values, values + plane)};
}

explain::HeatMap random_map(int size_px, std::uint64_t seed) {
  explain::HeatMap map{size_px, size_px, false, std::vector<float>(plane_size(size_px))};
  data::Random random(seed);
  for (float& value : map.values) value = static_cast<float>(random.uniform());
  return map;
}

}  // namespace deepcars::measure
