#include "native/measure/perturbation_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "shared/random.h"

namespace deepcars::measure {
namespace {

/// A picture on its way from one end to the other.
class State {
 public:
  State(std::span<const float> from, std::span<const float> to, std::span<const std::size_t> order)
      : picture_(from.begin(), from.end()), to_(to), order_(order) {}

  /// Exchanges the pixels up to this place of the order.
  const std::vector<float>& exchange_until(std::size_t end) {
    for (; exchanged_ < end; ++exchanged_) {
      for (std::size_t at = order_[exchanged_]; at < picture_.size(); at += order_.size())
        picture_[at] = to_[at];
    }
    return picture_;
  }

 private:
  std::vector<float> picture_;
  std::span<const float> to_;
  std::span<const std::size_t> order_;
  std::size_t exchanged_ = 0;
};

}  // namespace

std::vector<std::size_t> importance_order(const explain::HeatMap& map, Importance importance,
                                          std::uint64_t seed) {
  std::vector<std::size_t> order(map.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(seed);
  random.shuffle(order);
  std::vector<float> keys = map.values;
  if (importance == Importance::magnitude) {
    for (float& key : keys) key = std::abs(key);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return keys[i] > keys[j]; });
  return order;
}

PerturbationCurves perturbation_curves(const CurveEnds& ends, int size_px, std::span<const std::size_t> order,
                                       int steps, const InputScorer& score) {
  State deleting(ends.photo, ends.fill, order), inserting(ends.fill, ends.photo, order);
  const auto parts = static_cast<std::size_t>(steps);
  const std::size_t between = parts - 1, states = 2 * between;
  const auto picture = [&](std::size_t state) -> const std::vector<float>& {
    const std::size_t end = (state % between + 1) * order.size() / parts;
    return state < between ? deleting.exchange_until(end) : inserting.exchange_until(end);
  };

  std::vector<PerturbationPoint> scored;
  // Batches of about the same size, so that none is a single state.
  const std::size_t batches = (states + max_states_per_batch - 1) / max_states_per_batch;
  for (std::size_t batch = 0; batch < batches; ++batch) {
    const std::size_t end = (batch + 1) * states / batches;
    nn::Tensor inputs{{static_cast<int>(end - scored.size()), 3, size_px, size_px}, {}};
    inputs.values.reserve((end - scored.size()) * ends.photo.size());
    for (std::size_t state = scored.size(); state < end; ++state) {
      const std::vector<float>& values = picture(state);
      inputs.values.insert(inputs.values.end(), values.begin(), values.end());
    }
    const std::vector<PerturbationPoint> points = score(inputs);
    scored.insert(scored.end(), points.begin(), points.end());
  }

  const auto middle = scored.begin() + static_cast<std::ptrdiff_t>(between);
  PerturbationCurves curves{{ends.photo_point}, {ends.fill_point}};
  curves.deletion.insert(curves.deletion.end(), scored.begin(), middle);
  curves.insertion.insert(curves.insertion.end(), middle, scored.end());
  curves.deletion.push_back(ends.fill_point);
  curves.insertion.push_back(ends.photo_point);
  return curves;
}

double area_under_curve(std::span<const double> values) {
  const double inner =
      std::accumulate(values.begin(), values.end(), 0.0) - (values.front() + values.back()) / 2;
  return inner / static_cast<double>(values.size() - 1);
}

}  // namespace deepcars::measure
