// The photo in tiles: the places that explanations name to people.
#pragma once

namespace deepcars::explain {

/// Tiles along each side of the photo. Tiles are counted row by row from the upper left one.
inline constexpr int tiles_per_side = 7;

/// The first pixel of a row or column of tiles, of a photo of size_px and so many tiles along each side.
constexpr int tile_edge(int index, int size_px, int per_side = tiles_per_side) {
  return index * size_px / per_side;
}

}  // namespace deepcars::explain
