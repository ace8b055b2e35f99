#include "shared/explain/tile_patch.h"

namespace deepcars::explain {

nn::Patch tile_patch(std::span<const float> picture, int size_px, std::size_t tile, int per_side) {
  const int row = static_cast<int>(tile) / per_side, column = static_cast<int>(tile) % per_side;
  const int top = tile_edge(row, size_px, per_side), left = tile_edge(column, size_px, per_side);
  nn::Patch patch{.top = top,
                  .left = left,
                  .height = tile_edge(row + 1, size_px, per_side) - top,
                  .width = tile_edge(column + 1, size_px, per_side) - left,
                  .values = {}};
  const std::ptrdiff_t size = size_px;
  for (std::ptrdiff_t c = 0; c < 3; ++c) {
    for (int y = 0; y < patch.height; ++y) {
      const auto from = picture.begin() + (c * size + top + y) * size + left;
      patch.values.insert(patch.values.end(), from, from + patch.width);
    }
  }
  return patch;
}

}  // namespace deepcars::explain
