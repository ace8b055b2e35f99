#include "native/measure/perturbation_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "native/data/random.h"
#include "native/measure/saliency_maps.h"

namespace deepcars::measure {

double blur_sigma_px(int size_px) { return size_px / 20.0; }

std::vector<float> blurred(std::span<const float> input, int size_px) {
  std::vector<float> result(input.begin(), input.end());
  const std::size_t plane = input.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    cv::Mat channel(size_px, size_px, CV_32F, result.data() + c * plane);
    cv::GaussianBlur(channel, channel, {}, blur_sigma_px(size_px));
  }
  return result;
}

std::vector<std::size_t> importance_order(const explain::HeatMap& map, std::uint64_t seed) {
  std::vector<std::size_t> order(map.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  data::Random random(seed);
  random.shuffle(order);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::abs(map.values[i]) > std::abs(map.values[j]);
  });
  return order;
}

std::vector<PerturbationPoint> perturbation_curve(std::span<const float> from, std::span<const float> to,
                                                  int size_px, std::span<const std::size_t> order, int steps,
                                                  const InputScorer& score) {
  std::vector<PerturbationPoint> curve;
  std::vector<float> state(from.begin(), from.end());
  const std::size_t pixels = order.size(), points = static_cast<std::size_t>(steps) + 1;
  std::size_t exchanged = 0;
  while (curve.size() < points) {
    const std::size_t batch = std::min(saliency_batch_photos, points - curve.size());
    nn::Tensor inputs{{static_cast<int>(batch), 3, size_px, size_px}, {}};
    for (std::size_t n = 0; n < batch; ++n) {
      const std::size_t end = (curve.size() + n) * pixels / static_cast<std::size_t>(steps);
      for (; exchanged < end; ++exchanged) {
        for (std::size_t at = order[exchanged]; at < state.size(); at += pixels) state[at] = to[at];
      }
      inputs.values.insert(inputs.values.end(), state.begin(), state.end());
    }
    const std::vector<PerturbationPoint> scored = score(inputs);
    curve.insert(curve.end(), scored.begin(), scored.end());
  }
  return curve;
}

double area_under_curve(std::span<const double> values) {
  const double inner =
      std::accumulate(values.begin(), values.end(), 0.0) - (values.front() + values.back()) / 2;
  return inner / static_cast<double>(values.size() - 1);
}

}  // namespace deepcars::measure
