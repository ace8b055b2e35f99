#include "shared/explain/shapley_tiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "shared/explain/tile_patch.h"
#include "shared/nn/masked_forward.h"
#include "shared/random.h"

namespace deepcars::explain {
namespace {

class ShapleyTiles final : public Explanation {
 public:
  ShapleyTiles(const Subject& subject, const MethodOptions& options, int side)
      : subject_(subject),
        options_(options),
        side_(side),
        photo_value_(subject.target.value(subject.logits)),
        pair_sums_(tiles()),
        sums_(tiles()),
        squares_(tiles()) {}

  /// Two permutations for each pair, `side` tiles of one per step.
  int steps() const override { return 2 * options_.samples * side_; }

  Explained so_far() const override {
    Tiles result{.rows = side_, .columns = side_, .values = sums_, .standard_errors = {}};
    const int permutations = steps_done() / side_, pairs = permutations / 2;
    for (std::size_t t = 0; t < tiles(); ++t) {
      // A permutation that is under way counts too, so that there is something to see; then some tiles are ahead of
      // others, and nothing adds up before it is finished.
      const double started = permutations + (entered_[t] ? 1 : 0);
      result.values[t] = started > 0 ? (sums_[t] + pair_sums_[t]) / started : 0;
      if (pairs > 1) {
        const double mean = sums_[t] / (2.0 * pairs);
        const double variance = std::max(0.0, squares_[t] / pairs - mean * mean) * pairs / (pairs - 1);
        result.standard_errors.push_back(std::sqrt(variance / pairs));
      }
    }
    Explained explained{.map = {}, .tiles = {}, .completeness = {}, .standard_error = {}};
    if (!result.standard_errors.empty()) {
      const std::vector<double>& errors = result.standard_errors;
      explained.standard_error =
          std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size());
    }
    const bool is_whole = steps_done() % side_ == 0;
    if (is_whole)
      explained.completeness =
          Completeness{.sum = std::accumulate(result.values.begin(), result.values.end(), 0.0),
                       .expected = photo_value_ - fill_value_};
    explained.map = square_map(subject_, true, pixels_of(result.values));
    explained.tiles = std::move(result);
    return explained;
  }

 private:
  std::size_t tiles() const { return static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_); }

  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    std::int64_t passes = side_;
    if (step == 0) {
      const nn::Tensor hidden{subject_.input.shape,
                              filled(subject_.input.values, subject_.spec, options_.fill)};
      masked_.emplace(subject_.network, hidden, pool, subject_.kernels);
      fill_value_ = target_values(subject_, hidden, pool).front();
      ++passes;
    }
    const int row = step % side_, permutation = step / side_;
    if (row == 0) begin_permutation(permutation, pool);

    std::vector<nn::Patch> patches;
    const std::size_t first = static_cast<std::size_t>(row) * static_cast<std::size_t>(side_);
    for (int i = 0; i < side_; ++i)
      patches.push_back(tile_patch(subject_.input.values, subject_.spec.size_px,
                                   order_[first + static_cast<std::size_t>(i)], side_));
    const nn::Tensor logits = masked_->cumulative(patches, pool).logits;
    for (std::size_t n = 0; n < patches.size(); ++n) {
      const double value = subject_.target.value(nn::row(logits, n));
      const std::size_t t = order_[first + n];
      pair_sums_[t] += value - value_before_;
      entered_[t] = true;
      value_before_ = value;
    }
    if (row + 1 == side_) end_permutation(permutation);
    return passes;
  }

  void begin_permutation(int permutation, nn::ThreadPool& pool) {
    if (permutation % 2 == 0) {
      order_.resize(tiles());
      std::iota(order_.begin(), order_.end(), std::size_t{0});
      Random(mix_seed(options_.seed, static_cast<std::uint64_t>(permutation))).shuffle(order_);
    } else {
      std::reverse(order_.begin(), order_.end());
    }
    masked_->reset(pool);
    value_before_ = fill_value_;
    entered_.assign(tiles(), false);
  }

  void end_permutation(int permutation) {
    entered_.assign(tiles(), false);
    if (permutation % 2 == 0) return;
    for (std::size_t t = 0; t < tiles(); ++t) {
      sums_[t] += pair_sums_[t];
      squares_[t] += pair_sums_[t] * pair_sums_[t] / 4;
      pair_sums_[t] = 0;
    }
  }

  std::vector<float> pixels_of(const std::vector<double>& values) const {
    const int size = subject_.spec.size_px;
    const auto edge = [&](int tile) { return tile_edge(tile, size, side_); };
    std::vector<float> map(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    for (int row = 0; row < side_; ++row) {
      for (int column = 0; column < side_; ++column) {
        const int index = row * side_ + column;
        const double value = values[static_cast<std::size_t>(index)];
        for (int y = edge(row); y < edge(row + 1); ++y)
          std::fill(map.begin() + static_cast<std::ptrdiff_t>(y) * size + edge(column),
                    map.begin() + static_cast<std::ptrdiff_t>(y) * size + edge(column + 1),
                    static_cast<float>(value));
      }
    }
    return map;
  }

  Subject subject_;
  MethodOptions options_;
  int side_;
  double photo_value_;
  double fill_value_ = 0;
  std::optional<nn::MaskedForward> masked_;
  std::vector<std::size_t> order_;                          ///< The present permutation.
  std::vector<bool> entered_ = std::vector<bool>(tiles());  ///< Which tiles of it are there already.
  double value_before_ = 0;                                 ///< With the tiles that have entered.
  std::vector<double> pair_sums_;                           ///< Of the pair under way, what each tile moved.
  // Over the finished pairs: the sum of what each tile moved in both permutations, and of the squares of its means.
  std::vector<double> sums_, squares_;
};

}  // namespace

std::unique_ptr<Explanation> begin_shapley_tiles(const Subject& subject, const MethodOptions& options) {
  return begin_shapley_tiles(subject, options, tiles_per_side);
}

std::unique_ptr<Explanation> begin_shapley_tiles(const Subject& subject, const MethodOptions& options,
                                                 int per_side) {
  return std::make_unique<ShapleyTiles>(subject, options, per_side);
}

}  // namespace deepcars::explain
