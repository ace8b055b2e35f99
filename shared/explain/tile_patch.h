// A tile of one picture, to lay it over another.
#pragma once

#include <cstddef>
#include <span>

#include "shared/explain/tile_grid.h"
#include "shared/nn/masked_forward.h"

namespace deepcars::explain {

/// A tile of a picture [3, size_px, size_px]. Precondition: per_side is 1..size_px.
nn::Patch tile_patch(std::span<const float> picture, int size_px, std::size_t tile,
                     int per_side = tiles_per_side);

}  // namespace deepcars::explain
