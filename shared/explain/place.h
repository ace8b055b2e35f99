// Where a map is, in words and by tiles: for people who cannot see it, and for those who want to be sure of what they see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/explain/heat_map.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace deepcars::explain {

/// Where half of a map's weight is. The weight of a pixel is the magnitude of its value.
struct Place {
  double area = 0;    ///< The smallest share of the photo that holds half of the weight, above 0 up to 1.
  std::string where;  ///< "mostly lower left", "mostly in the upper third", "spread over the photo".
};

/// Nothing for a map of zeros.
std::optional<Place> place(const HeatMap& map);

/// "Half of the map's weight lies in 14 % of the photo, mostly lower left."
std::string place_sentence(const HeatMap& map);

/// Where a map's weight is: the share of the sum of all magnitudes in each tile of a grid, [rows, columns], row by row;
/// zeros for a map of zeros.
std::vector<double> weight_shares(const HeatMap& map, int rows, int columns);

/// What a map says of one tile.
struct TileWords {
  std::string brief;  ///< "+6.1" or "-12" in the target's unit, or "3.1 %" of the map's weight.
  std::string
      sentence;  ///< "This place makes the answer newer by 6.1 years: hiding it moves the answer by -6.1 years."
};

/// For each of tiles_per_side x tiles_per_side tiles. The map is not normalised. what_is_explained is the target's text.
std::vector<TileWords> tile_words(const Method& method, const Target& target,
                                  const std::string& what_is_explained, const HeatMap& map);

}  // namespace deepcars::explain
