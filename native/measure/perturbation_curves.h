// Deletion and insertion curves (Petsiuk et al., "RISE: Randomized Input Sampling for Explanation of
// Black-box Models", 2018): if a map is right about which pixels matter, taking those first must change the
// answer fastest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "shared/explain/heat_map.h"
#include "shared/nn/tensor.h"

namespace deepcars::measure {

/// What the network says about a photo with some of its pixels exchanged.
struct PerturbationPoint {
  /// The probability of the bucket that was likeliest for the whole photo, 0..1.
  double probability = 0;
  double expected_year = 0;
};

/// Scores inputs [N, 3, S, S]; returns N points.
using InputScorer = std::function<std::vector<PerturbationPoint>(const nn::Tensor& inputs)>;

/// The standard deviation of the Gaussian that blurs a photo: a twentieth of its side, enough to take away
/// what tells one car from another.
double blur_sigma_px(int size_px);

/// The blurred photo, whose pixels replace removed ones. Blur takes detail away and adds none. A plain colour
/// would scatter hard edges over the photo, and the network would react to those. input and result are [3,
/// size_px, size_px].
std::vector<float> blurred(std::span<const float> input, int size_px);

/// Pixels (row * width + column) from the largest absolute value to the smallest. Equal values, such as the
/// many zeros of guided backpropagation, are in an order drawn from the seed: by position they would favour
/// one side of the photo.
std::vector<std::size_t> importance_order(const explain::HeatMap& map, std::uint64_t seed);

/// Exchanges the pixels of `from` for those of `to`, both [3, size_px, size_px], in the given order and in
/// `steps` equal parts, and scores each state: steps + 1 points, the first of `from`, the last of `to`.
/// Precondition: steps >= 1.
std::vector<PerturbationPoint> perturbation_curve(std::span<const float> from, std::span<const float> to,
                                                  int size_px, std::span<const std::size_t> order, int steps,
                                                  const InputScorer& score);

/// The area under values at equal distances from 0 to 1, by the trapezoidal rule. Precondition: at least two
/// values.
double area_under_curve(std::span<const double> values);

}  // namespace deepcars::measure
