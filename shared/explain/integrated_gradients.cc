#include "shared/explain/integrated_gradients.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "shared/explain/gradient.h"

namespace deepcars::explain {
namespace {

/// Parts of the line up to this share of it are halved by their gap, wider ones by their width.
constexpr double max_unexplored = 1.0 / 8;

/// A point of the line.
struct Point {
  double share;                 ///< 0 at the fill, 1 at the photo.
  double value;                 ///< The target's.
  double slope;                 ///< How fast the value grows with the share: the sum of products.
  std::vector<float> products;  ///< [S, S], gradient times (photo - fill), summed over channels.
};

/// How far the trapezoidal rule misses the target between two points.
double gap_between(const Point& a, const Point& b) {
  return std::abs((b.share - a.share) * (a.slope + b.slope) / 2 - (b.value - a.value));
}

class IntegratedGradients final : public Explanation {
 public:
  IntegratedGradients(const Subject& subject, const MethodOptions& options)
      : subject_(subject),
        points_between_(options.samples),
        from_(filled(subject.input.values, subject.spec, options.fill)) {}

  int steps() const override { return 1 + points_between_; }

  Explained so_far() const override {
    std::vector<double> sums(points_.front().products.size());
    for (std::size_t p = 0; p < points_.size(); ++p) {
      const double from = points_[p == 0 ? 0 : p - 1].share;
      const double to = points_[std::min(p + 1, points_.size() - 1)].share;
      const std::vector<float>& products = points_[p].products;
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += (to - from) / 2 * products[i];
    }
    const Completeness completeness{.sum = std::accumulate(sums.begin(), sums.end(), 0.0),
                                    .expected = points_.back().value - points_.front().value};
    return {.map = square_map(subject_, true, {sums.begin(), sums.end()}),
            .tiles = {},
            .completeness = completeness,
            .standard_error = {}};
  }

 private:
  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    if (step == 0) {
      points_.push_back(point(0, pool));
      points_.push_back(point(1, pool));
      return 4;
    }
    const auto next = points_.begin() + 1 + static_cast<std::ptrdiff_t>(part_to_halve());
    points_.insert(next, point(std::midpoint(std::prev(next)->share, next->share), pool));
    return 2;
  }

  Point point(double share, nn::ThreadPool& pool) const {
    nn::Tensor input = subject_.input;
    for (std::size_t i = 0; i < from_.size(); ++i)
      input.values[i] = std::lerp(from_[i], input.values[i], static_cast<float>(share));
    std::vector<double> value;
    nn::Tensor gradient = input_gradients(subject_, input, pool, &value);
    for (std::size_t i = 0; i < from_.size(); ++i) gradient.values[i] *= subject_.input.values[i] - from_[i];
    std::vector<float> products(from_.size() / 3);
    channel_sum(gradient.values, products);
    const double slope = std::accumulate(products.begin(), products.end(), 0.0);
    return {share, value.front(), slope, std::move(products)};
  }

  /// The index of the point before it.
  std::size_t part_to_halve() const {
    std::size_t widest = 0, worst = 0;
    const auto width = [&](std::size_t p) { return points_[p + 1].share - points_[p].share; };
    const auto gap = [&](std::size_t p) { return gap_between(points_[p], points_[p + 1]); };
    for (std::size_t p = 1; p + 1 < points_.size(); ++p) {
      if (width(p) > width(widest)) widest = p;
      if (gap(p) > gap(worst)) worst = p;
    }
    return width(widest) > max_unexplored ? widest : worst;
  }

  Subject subject_;
  int points_between_;
  std::vector<float> from_;    ///< [3, S, S], the fill.
  std::vector<Point> points_;  ///< From the fill to the photo.
};

}  // namespace

std::unique_ptr<Explanation> begin_integrated_gradients(const Subject& subject,
                                                        const MethodOptions& options) {
  return std::make_unique<IntegratedGradients>(subject, options);
}

}  // namespace deepcars::explain
