// Shapley values of tiles: what each place adds to the answer, shared out fairly.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// The Shapley value of each of 7 x 7 tiles (tile_grid.h) in the game whose value is the target of the photo with the fill in place
/// of all absent tiles (Shapley, "A Value for n-Person Games", 1953; Lundberg and Lee, "A Unified Approach to
/// Interpreting Model Predictions", 2017). After every whole permutation the tiles add up to target(photo) - target(fill). Estimated
/// from random permutations, each followed by its reverse (antithetic pairs; Mitchell et al., "Sampling Permutations
/// for Shapley Value Estimation", 2022), with running standard errors over the pairs. Signed. In the map every pixel of
/// a tile has the tile's value. One row of tiles per step.
std::unique_ptr<Explanation> begin_shapley_tiles(const Subject& subject, const MethodOptions& options);

/// The same with another number of tiles along each side. Precondition: per_side is 1..size_px.
std::unique_ptr<Explanation> begin_shapley_tiles(const Subject& subject, const MethodOptions& options,
                                                 int per_side);

}  // namespace deepcars::explain
