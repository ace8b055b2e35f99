// What the Python original does to a training photo.
#pragma once

#include <cstdint>
#include <vector>

#include "native/data/index.h"

namespace deepcars::data {

/// [3, size_px, size_px], normalised with ImageNet's mean and standard deviation, as torchvision's ToTensor,
/// Resize((s, s), antialias=True), RandomInvert(p=0.5), RandomPerspective(0.1, p=0.1), Normalize; the
/// ColorJitter() of the original changes nothing. The same for the same seed. Errors: those of read_photo.
Expected<std::vector<float>> original_training_input(const Photo& photo, int size_px, std::uint64_t seed);

}  // namespace deepcars::data
