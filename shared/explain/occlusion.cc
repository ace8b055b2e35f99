#include "shared/explain/occlusion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "shared/nn/masked_forward.h"

namespace deepcars::explain {
namespace {

/// Windows along one side of each grid, coarse to fine.
constexpr std::array<int, 2> grids = {7, 14};
/// A window is whole up to this distance from its middle and gone at the other, in distances between neighbours.
constexpr float whole_within = 0.5f, gone_beyond = 1.0f;

/// How far windows cover one row or column of pixels.
struct Profile {
  int first = 0;               ///< The first pixel that is covered at all.
  std::vector<float> weights;  ///< Of that pixel and those after it, above 0 up to 1.
};

/// The windows of a grid along one side. Their middles lie from the first pixel to the last at equal distances.
std::vector<Profile> profiles(int windows, int size_px) {
  const float distance_px = static_cast<float>(size_px - 1) / static_cast<float>(windows - 1);
  std::vector<Profile> all;
  for (int window = 0; window < windows; ++window) {
    Profile profile;
    for (int at = 0; at < size_px; ++at) {
      const float distance =
          std::abs(static_cast<float>(at) - static_cast<float>(window) * distance_px) / distance_px;
      const float t = std::clamp((gone_beyond - distance) / (gone_beyond - whole_within), 0.0f, 1.0f);
      const float weight = t * t * (3 - 2 * t);  // smoothstep
      if (weight <= 0) continue;
      if (profile.weights.empty()) profile.first = at;
      profile.weights.push_back(weight);
    }
    all.push_back(std::move(profile));
  }
  return all;
}

/// One grid's windows and what is known about them so far.
struct Grid {
  Grid(int windows, int size_px)
      : sides(profiles(windows, size_px)),
        moved(static_cast<std::size_t>(size_px) * static_cast<std::size_t>(size_px)),
        covered(moved.size()) {}

  int windows() const { return static_cast<int>(sides.size()); }

  std::vector<Profile> sides;   ///< The same across and down.
  std::vector<double> values;   ///< Of the windows that are done, row by row.
  std::vector<double> moved;    ///< [S, S], the sum of value * weight.
  std::vector<double> covered;  ///< [S, S], the sum of weights.
};

class Occlusion final : public Explanation {
 public:
  Occlusion(const Subject& subject, Fill fill)
      : subject_(subject), fill_(fill), photo_value_(subject.target.value(subject.logits)) {
    for (const int windows : grids) grids_.emplace_back(windows, subject.spec.size_px);
  }

  int steps() const override {
    int rows = 0;
    for (const Grid& grid : grids_) rows += grid.windows();
    return rows;
  }

  Explained so_far() const override {
    std::vector<float> map(grids_.front().moved.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
      double sum = 0;
      int known = 0;
      for (const Grid& grid : grids_) {
        if (grid.covered[i] <= 0) continue;
        sum += grid.moved[i] / grid.covered[i];
        ++known;
      }
      map[i] = known == 0 ? 0 : static_cast<float>(sum / known);
    }
    return {.map = square_map(subject_, true, std::move(map)),
            .tiles = finest_tiles(),
            .completeness = {},
            .standard_error = {}};
  }

 private:
  std::int64_t advance(int step, nn::ThreadPool& pool) override {
    std::size_t g = 0;
    int row = step;
    while (row >= grids_[g].windows()) row -= grids_[g++].windows();
    Grid& grid = grids_[g];
    if (step == 0) {
      hidden_ = filled(subject_.input.values, subject_.spec, fill_);
      masked_.emplace(subject_.network, subject_.input, pool, subject_.kernels);
    }
    const Profile& down = grid.sides[static_cast<std::size_t>(row)];
    std::vector<nn::Patch> patches;
    for (const Profile& across : grid.sides) patches.push_back(hide(down, across));
    const nn::Tensor logits = masked_->each(patches, pool).logits;
    for (std::size_t n = 0; n < patches.size(); ++n) {
      const double value = photo_value_ - subject_.target.value(nn::row(logits, n));
      grid.values.push_back(value);
      add(value, down, grid.sides[n], grid);
    }
    return static_cast<std::int64_t>(patches.size());
  }

  /// The part of the photo under a window, with the fill in its place as far as the window covers it.
  nn::Patch hide(const Profile& down, const Profile& across) const {
    const auto size = static_cast<std::size_t>(subject_.spec.size_px);
    nn::Patch patch{.top = down.first,
                    .left = across.first,
                    .height = static_cast<int>(down.weights.size()),
                    .width = static_cast<int>(across.weights.size()),
                    .values = {}};
    patch.values.reserve(3 * down.weights.size() * across.weights.size());
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t y = 0; y < down.weights.size(); ++y) {
        const std::size_t first = (c * size + static_cast<std::size_t>(down.first) + y) * size +
                                  static_cast<std::size_t>(across.first);
        for (std::size_t x = 0; x < across.weights.size(); ++x) {
          const float photo = subject_.input.values[first + x];
          patch.values.push_back(photo + down.weights[y] * across.weights[x] * (hidden_[first + x] - photo));
        }
      }
    }
    return patch;
  }

  void add(double value, const Profile& down, const Profile& across, Grid& grid) const {
    const auto size = static_cast<std::size_t>(subject_.spec.size_px);
    for (std::size_t y = 0; y < down.weights.size(); ++y) {
      const std::size_t first =
          (static_cast<std::size_t>(down.first) + y) * size + static_cast<std::size_t>(across.first);
      for (std::size_t x = 0; x < across.weights.size(); ++x) {
        const double weight = static_cast<double>(down.weights[y]) * across.weights[x];
        grid.moved[first + x] += weight * value;
        grid.covered[first + x] += weight;
      }
    }
  }

  std::optional<Tiles> finest_tiles() const {
    std::optional<Tiles> tiles;
    for (const Grid& grid : grids_) {
      const auto windows = static_cast<std::size_t>(grid.windows());
      if (grid.values.size() == windows * windows)
        tiles = Tiles{
            .rows = grid.windows(), .columns = grid.windows(), .values = grid.values, .standard_errors = {}};
    }
    return tiles;
  }

  Subject subject_;
  Fill fill_;
  double photo_value_;
  std::vector<Grid> grids_;
  std::vector<float> hidden_;  ///< [3, S, S]
  std::optional<nn::MaskedForward> masked_;
};

}  // namespace

std::unique_ptr<Explanation> begin_occlusion(const Subject& subject, const MethodOptions& options) {
  return std::make_unique<Occlusion>(subject, options.fill);
}

}  // namespace deepcars::explain
