// Sampled methods against the values that they estimate, by enumeration of a small case.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "shared/explain/rise.h"
#include "shared/explain/shapley_tiles.h"
#include "tests/explain/random_photo.h"

namespace deepcars::explain {
namespace {

constexpr int size_px = 32;  // The smallest that the network takes.
constexpr std::size_t pixels = size_px * size_px;
constexpr double rounding_tolerance = 1e-5;

/// The target's values of `count` mixtures of photo and fill, 64 at a time. visible(n) is [S, S], 0..1.
std::vector<double> values_of_mixtures(const AnsweredPhoto& photo, const Target& target, std::size_t count,
                                       const std::function<std::vector<float>(std::size_t)>& visible,
                                       nn::ThreadPool& pool) {
  const std::vector<float> hidden = filled(photo.input().values, photo.spec(), Fill::blurred);
  const Subject subject = photo.subject(target);
  std::vector<double> values;
  while (values.size() < count) {
    const std::size_t batch = std::min<std::size_t>(64, count - values.size());
    nn::Tensor inputs{{static_cast<int>(batch), 3, size_px, size_px}, {}};
    for (std::size_t n = values.size(); n < values.size() + batch; ++n) {
      const std::vector<float> mask = visible(n);
      for (std::size_t i = 0; i < hidden.size(); ++i)
        inputs.values.push_back(hidden[i] + mask[i % pixels] * (photo.input().values[i] - hidden[i]));
    }
    const std::vector<double> of_batch = target_values(subject, inputs, pool);
    values.insert(values.end(), of_batch.begin(), of_batch.end());
  }
  return values;
}

double root_mean_square(const auto& a, const auto& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

// 4 x 4 tiles have 65536 states, which take a minute; 3 x 3 have 512.
constexpr int side = 3;
constexpr std::size_t tiles = side * side, states = 1 << tiles;

/// The tiles' Shapley values by their definition: the mean over all orders of what a tile adds when it comes.
std::vector<double> shapley_values(const std::vector<double>& value_of_state) {
  std::vector<double> weights(
      tiles);  // by how many tiles are there already: size! (tiles - size - 1)! / tiles!
  for (std::size_t size = 0; size < tiles; ++size)
    weights[size] = std::tgamma(size + 1) * std::tgamma(tiles - size) / std::tgamma(tiles + 1);
  std::vector<double> result(tiles);
  for (std::size_t state = 0; state < states; ++state) {
    const auto size = static_cast<std::size_t>(std::popcount(state));
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      const std::size_t with = state | std::size_t{1} << tile;
      if (with != state) result[tile] += weights[size] * (value_of_state[with] - value_of_state[state]);
    }
  }
  return result;
}

TEST(ShapleyTiles, EstimateTheExactValuesWithinTheirErrors) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(size_px, 61, pool);
  const Target target{.kind = Target::Kind::expected_year};
  const std::vector<double> exact = shapley_values(values_of_mixtures(
      photo, target, states,
      [](std::size_t state) {
        std::vector<float> visible;
        for (int y = 0; y < size_px; ++y) {
          for (int x = 0; x < size_px; ++x) {
            // The first pixels of rows and columns of tiles are 0, 10 and 21.
            const int row = y < 10 ? 0 : y < 21 ? 1 : 2, column = x < 10 ? 0 : x < 21 ? 1 : 2;
            visible.push_back(state >> (row * side + column) & 1 ? 1.0f : 0.0f);
          }
        }
        return visible;
      },
      pool));

  constexpr int few_pairs = 4, many_pairs = 32, seeds = 2;
  const Subject subject = photo.subject(target);
  double few_error = 0, many_error = 0;
  int beyond = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto explanation =
        begin_shapley_tiles(subject, {.seed = static_cast<std::uint64_t>(seed), .samples = many_pairs}, side);
    while (explanation->steps_done() < few_pairs * 2 * side) explanation->step(pool);
    few_error += root_mean_square(explanation->so_far().tiles->values, exact) / seeds;
    const Tiles found = *AnsweredPhoto::finish(*explanation, pool).tiles;
    many_error += root_mean_square(found.values, exact) / seeds;
    for (std::size_t t = 0; t < tiles; ++t) {
      const double errors = std::abs(found.values[t] - exact[t]) / found.standard_errors[t];
      beyond += errors <= 3 ? 0 : 1;
      EXPECT_LE(errors, 5) << "seed " << seed << " tile " << t << ": " << found.values[t] << ", not "
                           << exact[t];
    }
  }
  // Of 18 normal numbers 0.05 are beyond three standard errors; with 32 pairs the errors are themselves estimates.
  EXPECT_LE(beyond, 1);
  // Eight times the pairs make the error 2.8 times smaller.
  EXPECT_LT(many_error, few_error / 1.7) << "with " << many_pairs << " pairs, and with " << few_pairs;
  EXPECT_GT(few_error, 100 * rounding_tolerance) << "the case is too easy";
}

// Masks of one cell, of which 3 x 3 corners are drawn; the two shifts, which are continuous, stand on a grid of
// midpoints. A pixel's visibility is linear in each of them.
constexpr int cells = 1, shifts = 3;
constexpr std::size_t grids = 1 << ((cells + 2) * (cells + 2)), masks = grids * shifts * shifts;

std::vector<float> enumerated_mask(std::size_t n) {
  std::vector<float> grid;
  for (int i = 0; i < (cells + 2) * (cells + 2); ++i) grid.push_back(n >> i & 1 ? 1.0f : 0.0f);
  const std::size_t shift = n / grids;
  return rise_mask(grid, cells, (static_cast<double>(shift / shifts) + 0.5) / shifts,
                   (static_cast<double>(shift % shifts) + 0.5) / shifts, size_px);
}

/// E[value | pixel visible] - E[value] over all masks.
std::vector<double> rise_map(const std::vector<double>& values) {
  double mean = 0;
  std::vector<double> visible(pixels), when_visible(pixels), map;
  for (std::size_t n = 0; n < masks; ++n) {
    mean += values[n] / masks;
    const std::vector<float> mask = enumerated_mask(n);
    for (std::size_t i = 0; i < pixels; ++i) {
      visible[i] += mask[i];
      when_visible[i] += mask[i] * values[n];
    }
  }
  for (std::size_t i = 0; i < pixels; ++i) map.push_back(when_visible[i] / visible[i] - mean);
  return map;
}

TEST(RiseMask, ScalesTheGridBilinearlyAndShiftsIt) {
  // 2 x 2 cells of 4 pixels; the third column is visible.
  std::vector<float> grid;
  for (int i = 0; i < 16; ++i) grid.push_back(i % 4 == 2 ? 1.0f : 0.0f);
  const std::vector<float> unshifted = rise_mask(grid, 2, 0, 0, 8), shifted = rise_mask(grid, 2, 0.9, 0.5, 8);
  const std::vector<float> row = {0, 0, 0, 0, 0, 0.25f, 0.5f, 0.75f},
                           shifted_row = {0, 0, 0, 0.25f, 0.5f, 0.75f, 1, 0.75f};
  for (std::size_t i = 0; i < 64; ++i) {
    EXPECT_FLOAT_EQ(unshifted[i], row[i % 8]) << i;
    EXPECT_FLOAT_EQ(shifted[i], shifted_row[i % 8]) << i;
  }
}

TEST(Rise, EstimatesTheExactMapWithinItsErrors) {
  nn::ThreadPool pool(1);
  const AnsweredPhoto photo = random_photo(size_px, 62, pool);
  const Target target{.kind = Target::Kind::given_class, .class_index = 1};
  const std::vector<double> exact = rise_map(values_of_mixtures(photo, target, masks, enumerated_mask, pool));

  constexpr int few_masks = 64, many_masks = 512, seeds = 4;
  const Subject subject = photo.subject(target);
  double few_error = 0, many_error = 0, claimed = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto explanation =
        begin_rise(subject, {.seed = static_cast<std::uint64_t>(seed), .samples = many_masks}, cells);
    while (explanation->passes() < few_masks) explanation->step(pool);
    few_error += root_mean_square(explanation->so_far().map.values, exact) / seeds;
    const Explained found = AnsweredPhoto::finish(*explanation, pool);
    const double error = root_mean_square(found.map.values, exact);
    EXPECT_LE(error, 3 * *found.standard_error) << "seed " << seed;
    many_error += error / seeds;
    claimed += *found.standard_error / seeds;
  }
  EXPECT_LT(many_error, few_error / 1.7) << "with " << many_masks << " masks, and with " << few_masks;
  // The claimed error is neither too small nor, what the checks above would not see, too large.
  EXPECT_GT(many_error, claimed * 0.7);
  EXPECT_LT(many_error, claimed * 1.4);
}

}  // namespace
}  // namespace deepcars::explain
