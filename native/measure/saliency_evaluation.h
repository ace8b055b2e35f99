// How far the saliency maps can be trusted: do they depend on what the network learnt, and do the pixels that
// they point at carry its answer?
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
  int steps = 28;          ///< Of the curves: 1/28 of the pixels each. At least 1.
  std::uint64_t seed = 0;  ///< Of random weights, the random map and the order of equal values.
};

/// One curve over the photos, and the area under it.
struct CurveSummary {
  std::vector<Estimate> probability;  ///< [steps + 1], of the bucket that was likeliest for the whole photo.
  std::vector<Estimate> year_change_years;  ///< [steps + 1], |expected year - that of the whole photo|.
  Estimate area;                            ///< Under the probability, 0..1.
  Estimate area_minus_random;               ///< Paired by photo: this map's area less the random map's.
};

/// A map as an order in which pixels go (deletion: the lower its area, the better) or come (insertion: the
/// higher).
struct MapCurves {
  std::string map;  ///< A method's name, or "random" or "edges".
  CurveSummary deletion;
  CurveSummary insertion;
};

struct SaliencyEvaluation {
  std::size_t photos = 0;
  int size_px = 0;  ///< Of the network's input.
  SaliencyOptions options;
  SanityCheck sanity;
  std::vector<Estimate>
      edge_rank_correlation;      ///< Per method: of its map with the photo's edges, absolute values.
  std::vector<MapCurves> curves;  ///< The methods, then random, then edges.
};

/// Passes of one photo through the network that the evaluation costs: 324 per photo with 28 steps, all of
/// them forward but 22. `passes_done` is told of exactly as many.
std::int64_t saliency_passes(std::size_t photos, const SaliencyOptions& options);

/// Evaluates every method on photos given as network inputs [3, size_px, size_px]. tensors are the model's
/// own, folded. Nothing if `passes_done` stopped the work. Errors: invalid_argument without photos or steps;
/// as nn::ResNet18::create.
Expected<std::optional<SaliencyEvaluation>> evaluate_saliency(
    const CarModel& model, const std::map<std::string, weights::NamedTensor>& tensors,
    std::span<const std::vector<float>> inputs, const SaliencyOptions& options, nn::ThreadPool& pool,
    const PassesDone& passes_done);

}  // namespace deepcars::measure
