// From an index row to the network's input, with or without augmentation.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "native/data/augment.h"
#include "native/data/index.h"
#include "shared/image/mark.h"
#include "shared/image/preprocess.h"

namespace deepcars::data {

/// A mark to stamp on a photo before it becomes an input, or none.
using OptionalMark = std::optional<image::PlacedMark>;

/// [3, size_px, size_px], normalised: exactly what prediction feeds the network. Errors: those of read_photo.
Expected<std::vector<float>> photo_input(const Photo& photo, const image::InputSpec& spec,
                                         const OptionalMark& mark = {});

/// The same for a random variant of the photo. The mark is stamped on the variant, so that no crop cuts it off and no
/// blur hides it. Errors: those of read_photo and augment, naming the file.
Expected<std::vector<float>> augmented_input(const Photo& photo, const image::InputSpec& spec,
                                             const AugmentOptions& options, std::uint64_t seed,
                                             const OptionalMark& mark = {});

}  // namespace deepcars::data
