// Fits what tells whether a photo is like the training photos: shared/features/familiarity.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/features/familiarity.h"

namespace deepcars::train {

/// layer3 [N][256], as in nn::Output, of N training photos; origins [N]: where each comes from, its source.
/// Photos of one origin are alike, so a new photo is like one of an origin that is not known.
///
/// The prototypes are the centres of the photos' directions (spherical k-means: Dhillon and Modha, "Concept
/// Decompositions for Large Sparse Text Data Using Clustering", 2001). To learn how far cars of new origins are
/// from them, the origins are divided into tenths, and the photos of each tenth are compared with prototypes of
/// the other nine. The same for the same seed. Errors: data_invalid for fewer than two origins or for photos
/// without any activation.
Expected<features::FamiliarityModel> fit_familiarity(std::span<const std::vector<float>> layer3,
                                                     std::span<const std::string> origins,
                                                     std::uint64_t seed);

}  // namespace deepcars::train
