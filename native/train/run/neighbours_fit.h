// Makes the file of neighbours of the training photos: shared/features/neighbours.h.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "native/data/index.h"
#include "shared/features/neighbours.h"

namespace deepcars::train {

/// layer4 [N][512], as in nn::Output, of the training photos. The axes are the 48 along which the photos differ most
/// (principal component analysis). Of photos that are nearly the same one is kept, and at most 9,000 in all, so that
/// the file stays below 700 KB. Precondition: N >= 1.
features::NeighbourSet fit_neighbours(const std::string& model_id, std::span<const std::vector<float>> layer4,
                                      std::span<const data::Photo> photos);

}  // namespace deepcars::train
