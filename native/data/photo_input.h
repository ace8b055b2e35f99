// From an index row to the network's input, with or without augmentation.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "native/data/augment.h"
#include "native/data/index.h"
#include "shared/image/preprocess.h"

namespace deepcars::native {

/// The picture of a row, decoded as everywhere else. Errors: those of read_file and image::decode, with the
/// path.
Expected<image::Image> load_picture(const Photo& photo);

/// [3, size_px, size_px], normalised: exactly what prediction feeds the network.
Expected<std::vector<float>> photo_input(const Photo& photo, const image::InputSpec& spec);

/// The same of a random variant of the photo.
Expected<std::vector<float>> augmented_input(const Photo& photo, const image::InputSpec& spec,
                                             const AugmentOptions& options, std::uint64_t seed);

}  // namespace deepcars::native
