#include "shared/explain/tile_patch.h"

namespace deepcars::explain {

nn::Patch tile_patch(std::span<const float> picture, int size_px, std::size_t tile, int per_side) {
  const int row = static_cast<int>(tile) / per_side, column = static_cast<int>(tile) % per_side;
  const int top = tile_edge(row, size_px, per_side), left = tile_edge(column, size_px, per_side);
  return nn::cut_patch(picture, size_px, size_px, top, left, tile_edge(row + 1, size_px, per_side) - top,
                       tile_edge(column + 1, size_px, per_side) - left);
}

}  // namespace deepcars::explain
