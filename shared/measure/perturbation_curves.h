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

/// What the network answers to a photo with some of its pixels exchanged.
struct PerturbationPoint {
  /// That of the bucket that is asked about, 0..1.
  double probability = 0;
  double expected_year = 0;
};

/// Scores inputs [N, 3, S, S], N <= max_states_per_batch; returns N points.
using InputScorer = std::function<std::vector<PerturbationPoint>(const nn::Tensor& inputs)>;

/// States per pass through the network: what keeps its threads busy in little memory.
inline constexpr std::size_t max_states_per_batch = 8;

/// By what a map orders the pixels.
enum class Importance {
  value,      ///< What speaks most for the target comes first, what speaks most against it last.
  magnitude,  ///< What matters most comes first, in whichever direction.
};

/// Pixels (row * width + column), the most important first. Equal values, such as the many zeros of guided
/// backpropagation, are in an order drawn from the seed: by position they would favour one side of the
/// photo. Precondition: the values are finite.
std::vector<std::size_t> importance_order(const explain::HeatMap& map, Importance importance,
                                          std::uint64_t seed);

/// The two pictures that every curve of a photo connects, [3, size_px, size_px] each, and their points, so
/// that the curves of many maps score them once.
struct CurveEnds {
  std::span<const float> photo;
  std::span<const float> fill;
  PerturbationPoint photo_point;
  PerturbationPoint fill_point;
};

/// Each [steps + 1]: deletion from the photo to the fill, insertion from the fill to the photo.
struct PerturbationCurves {
  std::vector<PerturbationPoint> deletion;
  std::vector<PerturbationPoint> insertion;
};

/// A photo whose pixels are exchanged in a given order and in equal parts: the states between the ends are scored one
/// after another, those of the deletion curve first.
class PerturbedPhoto {
 public:
  /// What the ends refer to must outlive the object. Precondition: steps >= 1.
  PerturbedPhoto(const CurveEnds& ends, int size_px, std::vector<std::size_t> order, int steps);

  /// The states between the ends that are not scored yet; 2 (steps - 1) at first.
  std::size_t left() const;

  /// Scores the next `count` states in one batch. Precondition: count <= left().
  void score_next(std::size_t count, const InputScorer& score);

  /// The curves as far as they are scored. A curve has its first end from the start, its last once its states are
  /// scored.
  PerturbationCurves curves() const;

 private:
  /// A picture on its way from one end to the other.
  struct Way {
    std::vector<float> picture;
    std::span<const float> to;
    std::size_t exchanged = 0;  ///< Up to this place of the order.
  };

  /// The number of states of one curve, the ends left out.
  std::size_t between() const { return parts_ - 1; }
  /// The picture of a state. Preconditions: the curve's states are asked for in their order.
  const std::vector<float>& picture(std::size_t state);

  CurveEnds ends_;
  int size_px_;
  std::vector<std::size_t> order_;
  std::size_t parts_;
  Way deleting_, inserting_;
  std::vector<PerturbationPoint> scored_;
};

/// All states of a PerturbedPhoto, in batches. Precondition: steps >= 1.
PerturbationCurves perturbation_curves(const CurveEnds& ends, int size_px, std::span<const std::size_t> order,
                                       int steps, const InputScorer& score);

/// The area under values at equal distances from 0 to 1, by the trapezoidal rule. Precondition: at least two
/// values.
double area_under_curve(std::span<const double> values);

}  // namespace deepcars::measure
