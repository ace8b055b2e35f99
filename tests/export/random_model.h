// A model with random weights: good enough for everything but being right.
#pragma once

#include <cstdint>

#include "native/export/model_file.h"

namespace deepcars::testing {

/// Two-year buckets from first_year on; weights scaled so that activations keep their size from layer to
/// layer (He et al., "Delving Deep into Rectifiers", 2015), the same for the same seed on every platform.
exporting::ModelFile random_model(int classes, int size_px, std::uint32_t seed, int first_year = 2000);

}  // namespace deepcars::testing
