#include "shared/explain/class_activation.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/image/resize.h"

namespace deepcars::explain {
namespace {

/// [1, K] where a backward pass starts.
nn::Tensor logits_gradient(const Subject& subject) {
  std::vector<float> values = subject.target.gradient(subject.logits);
  return {{1, static_cast<int>(values.size())}, std::move(values)};
}

/// The sum over channels of term(gradient, activation), for each pixel of a stage's [1, C, H, W].
template <typename Term>
Tiles sum_over_channels(const nn::Tensor& gradient, const nn::Tensor& activations, const Term& term) {
  Tiles tiles{
      .rows = activations.shape[2], .columns = activations.shape[3], .values = {}, .standard_errors = {}};
  const std::size_t count = static_cast<std::size_t>(tiles.rows) * static_cast<std::size_t>(tiles.columns);
  tiles.values.resize(count);
  for (std::size_t i = 0; i < activations.values.size(); ++i)
    tiles.values[i % count] += term(gradient.values[i], activations.values[i]);
  return tiles;
}

HeatMap map_of(const Subject& subject, const Tiles& tiles, bool is_signed) {
  const std::vector<float> values(tiles.values.begin(), tiles.values.end());
  const int size_px = subject.spec.size_px;
  return square_map(subject, is_signed,
                    image::resize_plane(values, tiles.rows, tiles.columns, size_px, size_px));
}

class Cam final : public OneStep {
 public:
  using OneStep::OneStep;

 private:
  std::int64_t compute(nn::ThreadPool& pool, Explained& result) const override {
    const nn::Tensor seed = logits_gradient(subject());
    const nn::Tensor gradient = subject().network.stage_gradient(
        subject().trace, seed, 4, nn::ReluRule::gradient, pool, subject().kernels);
    result.tiles = sum_over_channels(gradient, subject().network.stage_activations(subject().trace, 4),
                                     [](double slope, double activation) { return slope * activation; });
    result.map = map_of(subject(), *result.tiles, true);
    result.completeness = Completeness{.sum = 0, .expected = without_bias()};
    for (const double value : result.tiles->values) result.completeness->sum += value;
    return 1;
  }

  /// What of the target's value does not come from the last layer's bias. For the expected year, which is no sum, the
  /// difference to a photo whose features are all zero.
  double without_bias() const {
    return subject().target.value(subject().logits) - subject().target.value(subject().network.last_bias());
  }
};

class LayerCam final : public OneStep {
 public:
  LayerCam(const Subject& subject, int stage) : OneStep(subject), stage_(stage) {}

 private:
  std::int64_t compute(nn::ThreadPool& pool, Explained& result) const override {
    const nn::Tensor gradient = subject().network.stage_gradient(
        subject().trace, logits_gradient(subject()), stage_, nn::ReluRule::gradient, pool, subject().kernels);
    result.tiles =
        sum_over_channels(gradient, subject().network.stage_activations(subject().trace, stage_),
                          [](double slope, double activation) { return std::max(slope, 0.0) * activation; });
    result.map = map_of(subject(), *result.tiles, false);
    return 1;
  }

  int stage_;
};

}  // namespace

std::unique_ptr<Explanation> begin_cam(const Subject& subject, const MethodOptions&) {
  return std::make_unique<Cam>(subject);
}

std::unique_ptr<Explanation> begin_layer_cam_layer3(const Subject& subject, const MethodOptions&) {
  return std::make_unique<LayerCam>(subject, 3);
}

std::unique_ptr<Explanation> begin_layer_cam_layer4(const Subject& subject, const MethodOptions&) {
  return std::make_unique<LayerCam>(subject, 4);
}

}  // namespace deepcars::explain
