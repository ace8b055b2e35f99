// How far saliency maps can be trusted: whether they depend on what the network learnt, and whether the
// pixels that they point at carry its answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/sanity_check.h"
#include "shared/car_model.h"

namespace deepcars::measure {

struct SaliencyOptions {
  /// Steps of a curve; each exchanges 1/28 of the pixels. At least 1.
  int steps = 28;
  /// Seeds the random weights, the random map and the order of equal values.
  std::uint64_t seed = 0;
};

/// One curve over the photos, and the area under it.
struct CurveSummary {
  /// [steps + 1], the probability of the bucket that was likeliest for the whole photo.
  std::vector<Estimate> probability;
  /// [steps + 1], |expected year - that of the whole photo|.
  std::vector<Estimate> year_change_years;
  /// The area under the probability, 0..1.
  Estimate area;
  /// Paired by photo: the area of this map minus that of the random map.
  Estimate area_minus_random;
};

/// The curves of a map that orders the pixels. Deletion takes pixels out, the lower its area, the better;
/// insertion puts them in, the higher, the better.
struct MapCurves {
  std::string map;  ///< A method's name, or "random" or "edges".
  CurveSummary deletion;
  CurveSummary insertion;
};

struct SaliencyEvaluation {
  std::size_t photos = 0;
  /// Side of the network's input.
  int size_px = 0;
  SaliencyOptions options;
  SanityCheck sanity;
  /// Per method: between its map and the edges of the photo, absolute values.
  std::vector<Estimate> edge_rank_correlation;
  /// The methods, then random, then edges.
  std::vector<MapCurves> curves;
};

/// How many passes of one photo through the network the evaluation takes: 324 per photo with 28 steps, 302 of
/// them forward. `passes_done` is called with as many in sum.
std::int64_t saliency_passes(std::size_t photos, const SaliencyOptions& options);

/// Evaluates every method on photos given as network inputs [3, size_px, size_px]. tensors are those of the
/// model, BatchNorm folded in. Nothing if `passes_done` stopped the work. Errors: invalid_argument without
/// photos or steps; as nn::ResNet18::create.
Expected<std::optional<SaliencyEvaluation>> evaluate_saliency(
    const CarModel& model, const std::map<std::string, weights::NamedTensor>& tensors,
    std::span<const std::vector<float>> inputs, const SaliencyOptions& options, nn::ThreadPool& pool,
    const PassesDone& passes_done);

}  // namespace deepcars::measure
