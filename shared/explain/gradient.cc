#include "shared/explain/gradient.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace deepcars::explain {
namespace {

using ChannelReduction = void (*)(std::span<const float> gradient, std::span<float> map);

/// map[i] = reduce(red, green, blue) of pixel i.
template <typename Reduce>
void for_each_pixel(std::span<const float> gradient, std::span<float> map, Reduce reduce) {
  const std::size_t pixels = map.size();
  for (std::size_t i = 0; i < pixels; ++i)
    map[i] = reduce(gradient[i], gradient[pixels + i], gradient[2 * pixels + i]);
}

/// The gradient of the photo's own answer, from the trace that is there.
nn::Tensor photo_gradient(const Subject& subject, nn::ReluRule rule, nn::ThreadPool& pool) {
  std::vector<float> logits_gradient = subject.target.gradient(subject.logits);
  const nn::Tensor seed{{1, static_cast<int>(logits_gradient.size())}, std::move(logits_gradient)};
  return subject.network.input_backward(subject.trace, seed, rule, pool, subject.kernels);
}

/// A backward pass, then a reduction over channels.
class ReducedGradient final : public OneStep {
 public:
  ReducedGradient(const Subject& subject, nn::ReluRule rule, ChannelReduction reduce, bool is_signed)
      : OneStep(subject), rule_(rule), reduce_(reduce), is_signed_(is_signed) {}

 private:
  std::int64_t compute(nn::ThreadPool& pool, Explained& result) const override {
    const nn::Tensor gradient = photo_gradient(subject(), rule_, pool);
    std::vector<float> map(gradient.values.size() / 3);
    reduce_(gradient.values, map);
    result.map = square_map(subject(), is_signed_, std::move(map));
    return 1;
  }

  nn::ReluRule rule_;
  ChannelReduction reduce_;
  bool is_signed_;
};

class GradientTimesInput final : public OneStep {
 public:
  GradientTimesInput(const Subject& subject, Fill fill) : OneStep(subject), fill_(fill) {}

 private:
  std::int64_t compute(nn::ThreadPool& pool, Explained& result) const override {
    nn::Tensor product = photo_gradient(subject(), nn::ReluRule::gradient, pool);
    const std::vector<float>& photo = subject().input.values;
    const std::vector<float> from = filled(photo, subject().spec, fill_);
    for (std::size_t i = 0; i < photo.size(); ++i) product.values[i] *= photo[i] - from[i];
    std::vector<float> map(photo.size() / 3);
    channel_sum(product.values, map);
    result.map = square_map(subject(), true, std::move(map));
    return 1;
  }

  Fill fill_;
};

}  // namespace

std::unique_ptr<Explanation> begin_gradient(const Subject& subject, const MethodOptions&) {
  return std::make_unique<ReducedGradient>(subject, nn::ReluRule::gradient, largest_magnitude, false);
}

std::unique_ptr<Explanation> begin_signed_gradient(const Subject& subject, const MethodOptions&) {
  return std::make_unique<ReducedGradient>(subject, nn::ReluRule::gradient, channel_sum, true);
}

std::unique_ptr<Explanation> begin_guided_backpropagation(const Subject& subject, const MethodOptions&) {
  return std::make_unique<ReducedGradient>(subject, nn::ReluRule::guided, largest_positive_part, false);
}

std::unique_ptr<Explanation> begin_gradient_times_input(const Subject& subject,
                                                        const MethodOptions& options) {
  return std::make_unique<GradientTimesInput>(subject, options.fill);
}

void largest_magnitude(std::span<const float> gradient, std::span<float> map) {
  for_each_pixel(gradient, map,
                 [](float r, float g, float b) { return std::max({std::abs(r), std::abs(g), std::abs(b)}); });
}

void channel_sum(std::span<const float> gradient, std::span<float> map) {
  for_each_pixel(gradient, map, [](float r, float g, float b) { return r + g + b; });
}

void largest_positive_part(std::span<const float> gradient, std::span<float> map) {
  for_each_pixel(gradient, map, [](float r, float g, float b) { return std::max({r, g, b, 0.0f}); });
}

}  // namespace deepcars::explain
