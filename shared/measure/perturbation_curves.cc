#include "shared/measure/perturbation_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "shared/order.h"
#include "shared/random.h"

namespace deepcars::measure {
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
                   [&](std::size_t i, std::size_t j) { return Descending{}(keys[i], keys[j]); });
  return order;
}

PerturbedPhoto::PerturbedPhoto(const CurveEnds& ends, int size_px, std::vector<std::size_t> order, int steps)
    : ends_(ends),
      size_px_(size_px),
      order_(std::move(order)),
      parts_(static_cast<std::size_t>(steps)),
      deleting_{.picture = {ends.photo.begin(), ends.photo.end()}, .to = ends.fill},
      inserting_{.picture = {ends.fill.begin(), ends.fill.end()}, .to = ends.photo} {}

std::size_t PerturbedPhoto::left() const { return 2 * between() - scored_.size(); }

const std::vector<float>& PerturbedPhoto::picture(std::size_t state) {
  Way& way = state < between() ? deleting_ : inserting_;
  const std::size_t end = (state % between() + 1) * order_.size() / parts_;
  for (; way.exchanged < end; ++way.exchanged) {
    for (std::size_t at = order_[way.exchanged]; at < way.picture.size(); at += order_.size())
      way.picture[at] = way.to[at];
  }
  return way.picture;
}

void PerturbedPhoto::score_next(std::size_t count, const InputScorer& score) {
  nn::Tensor inputs{{static_cast<int>(count), 3, size_px_, size_px_}, {}};
  inputs.values.reserve(count * ends_.photo.size());
  for (std::size_t state = scored_.size(); state < scored_.size() + count; ++state) {
    const std::vector<float>& values = picture(state);
    inputs.values.insert(inputs.values.end(), values.begin(), values.end());
  }
  const std::vector<PerturbationPoint> points = score(inputs);
  scored_.insert(scored_.end(), points.begin(), points.end());
}

PerturbationCurves PerturbedPhoto::curves() const {
  const std::size_t deleted = std::min(scored_.size(), between());
  const auto middle = scored_.begin() + static_cast<std::ptrdiff_t>(deleted);
  PerturbationCurves curves{{ends_.photo_point}, {ends_.fill_point}};
  curves.deletion.insert(curves.deletion.end(), scored_.begin(), middle);
  curves.insertion.insert(curves.insertion.end(), middle, scored_.end());
  if (deleted == between()) curves.deletion.push_back(ends_.fill_point);
  if (left() == 0) curves.insertion.push_back(ends_.photo_point);
  return curves;
}

PerturbationCurves perturbation_curves(const CurveEnds& ends, int size_px, std::span<const std::size_t> order,
                                       int steps, const InputScorer& score) {
  PerturbedPhoto photo(ends, size_px, {order.begin(), order.end()}, steps);
  // Batches of about the same size, so that none is a single state.
  const std::size_t states = photo.left(),
                    batches = (states + max_states_per_batch - 1) / max_states_per_batch;
  for (std::size_t batch = 0; batch < batches; ++batch)
    photo.score_next((batch + 1) * states / batches - batch * states / batches, score);
  return photo.curves();
}

double area_under_curve(std::span<const double> values) {
  const double inner =
      std::accumulate(values.begin(), values.end(), 0.0) - (values.front() + values.back()) / 2;
  return inner / static_cast<double>(values.size() - 1);
}

}  // namespace deepcars::measure
