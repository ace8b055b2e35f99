// From an index row to the network's input, with or without augmentation.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "native/data/augment.h"
#include "native/data/index.h"
#include "shared/image/preprocess.h"

namespace deepcars::data {

/// [3, size_px, size_px], normalised: exactly what prediction feeds the network. Errors: those of read_photo.
Expected<std::vector<float>> photo_input(const Photo& photo, const image::InputSpec& spec);

/// The same for a random variant of the photo. Errors: those of read_photo and augment, naming the file.
Expected<std::vector<float>> augmented_input(const Photo& photo, const image::InputSpec& spec,
                                             const AugmentOptions& options, std::uint64_t seed);

}  // namespace deepcars::data
