#include "shared/explain/rise.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "shared/random.h"

namespace deepcars::explain {
namespace {

constexpr int cells_per_side = 7;
constexpr int masks_per_step = 4;

std::vector<float> random_mask(int cells, int size_px, Random& random) {
  std::vector<float> grid;
  for (int i = 0; i < (cells + 2) * (cells + 2); ++i) grid.push_back(random.chance(0.5) ? 1.0f : 0.0f);
  const double down = random.uniform(), across = random.uniform();
  return rise_mask(grid, cells, down, across, size_px);
}

class Rise final : public Explanation {
 public:
  Rise(const Subject& subject, const MethodOptions& options, int cells)
      : subject_(subject),
        options_(options),
        cells_(cells),
        photo_value_(subject.target.value(subject.logits)),
        pixels_(subject.input.values.size() / 3) {}

  int steps() const override { return (options_.samples + masks_per_step - 1) / masks_per_step; }

  Explained so_far() const override {
    const double masks = std::min(options_.samples, steps_done() * masks_per_step);
    const double mean = value_ / masks, variance = squares_ / masks - mean * mean;
    std::vector<float> map;
    double error = 0;
    for (const PixelSums& sums : pixels_) {
      const double weight = std::max(sums.m, 1e-9);
      const double when_visible = sums.mv / weight;
      map.push_back(static_cast<float>(when_visible - mean));
      // To first order one mask moves the difference by m / mean(m) (v - when_visible) - (v - mean), over the number of
      // masks. These are the means of the squares of both terms, and of their product.
      const double of_ratio =
          (sums.mmvv - 2 * when_visible * sums.mmv + when_visible * when_visible * sums.mm) * masks /
          (weight * weight);
      const double product = (sums.mvv - when_visible * sums.mv) / weight;
      error += std::sqrt(std::max(0.0, of_ratio - 2 * product + variance) / masks);
    }
    return {.map = square_map(subject_, true, std::move(map)),
            .tiles = {},
            .completeness = {},
            .standard_error = error / static_cast<double>(pixels_.size())};
  }

 private:
  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    if (step == 0) hidden_ = filled(subject_.input.values, subject_.spec, options_.fill);
    const int first = step * masks_per_step, count = std::min(masks_per_step, options_.samples - first);
    nn::Tensor inputs{{count, 3, subject_.spec.size_px, subject_.spec.size_px}, {}};
    std::vector<std::vector<float>> masks;
    for (int mask_number = first; mask_number < first + count; ++mask_number) {
      Random random(mix_seed(options_.seed, static_cast<std::uint64_t>(mask_number)));
      masks.push_back(random_mask(cells_, subject_.spec.size_px, random));
      const std::vector<float>& mask = masks.back();
      for (std::size_t i = 0; i < hidden_.size(); ++i)
        inputs.values.push_back(hidden_[i] + mask[i % mask.size()] * (subject_.input.values[i] - hidden_[i]));
    }
    const std::vector<double> values = target_values(subject_, inputs, pool);
    for (std::size_t n = 0; n < masks.size(); ++n) add(masks[n], values[n] - photo_value_);
    return count;
  }

  /// value is relative to the photo's, which changes no difference and keeps the squares small.
  void add(const std::vector<float>& mask, double value) {
    value_ += value;
    squares_ += value * value;
    for (std::size_t i = 0; i < mask.size(); ++i) {
      const double m = mask[i];
      PixelSums& sums = pixels_[i];
      sums.m += m;
      sums.mm += m * m;
      sums.mv += m * value;
      sums.mmv += m * m * value;
      sums.mvv += m * value * value;
      sums.mmvv += m * m * value * value;
    }
  }

  /// Sums over masks, for one pixel: of products of its visibility m, the value v, and their squares.
  struct PixelSums {
    double m = 0, mm = 0, mv = 0, mmv = 0, mvv = 0, mmvv = 0;
  };

  Subject subject_;
  MethodOptions options_;
  int cells_;
  double photo_value_;
  std::vector<float> hidden_;       ///< [3, S, S]
  double value_ = 0, squares_ = 0;  ///< Sums over masks.
  std::vector<PixelSums> pixels_;   ///< [S, S]
};

}  // namespace

std::unique_ptr<Explanation> begin_rise(const Subject& subject, const MethodOptions& options) {
  return begin_rise(subject, options, cells_per_side);
}

std::unique_ptr<Explanation> begin_rise(const Subject& subject, const MethodOptions& options, int cells) {
  return std::make_unique<Rise>(subject, options, cells);
}

std::vector<float> rise_mask(std::span<const float> grid, int cells, double down, double across,
                             int size_px) {
  const double cell_px = static_cast<double>(size_px) / cells;
  std::vector<float> mask;
  mask.reserve(static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px));
  for (int y = 0; y < size_px; ++y) {
    const double row = y / cell_px + down;
    const int top = static_cast<int>(row);
    const auto below = static_cast<float>(row - top);
    for (int x = 0; x < size_px; ++x) {
      const double column = x / cell_px + across;
      const int left = static_cast<int>(column);
      const auto right = static_cast<float>(column - left);
      const float* corner = grid.data() + top * (cells + 2) + left;
      const float upper = corner[0] + right * (corner[1] - corner[0]);
      const float lower = corner[cells + 2] + right * (corner[cells + 3] - corner[cells + 2]);
      mask.push_back(upper + below * (lower - upper));
    }
  }
  return mask;
}

}  // namespace deepcars::explain
