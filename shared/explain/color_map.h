// Colour maps: a value becomes a colour.
#pragma once

#include <array>
#include <cstdint>

#include "shared/explain/heat_map.h"
#include "shared/image/image.h"

namespace deepcars::explain {

/// Red, green, blue.
using Color = std::array<std::uint8_t, 3>;

/// matplotlib's viridis, from dark blue (0) to yellow (1) in steps that look even (van der Walt and Smith,
/// 2015). A position outside 0..1 is clamped.
Color viridis(float position);

enum class ColorMap {
  viridis,    ///< For unsigned maps.
  diverging,  ///< For signed maps: blue (-1) over near-white (0) to red (1).
};

/// The colour map that suits a heat map: diverging if it is signed, viridis otherwise.
ColorMap default_color_map(const HeatMap& map);

/// Colours a normalised map. Viridis takes 0..1, diverging -1..1; values outside are clamped.
image::Image colorize(const HeatMap& map, ColorMap color_map);

/// One row of pixels with the default colours of a signed or unsigned map, from one end to the other, for a legend.
/// Precondition: width_px >= 1.
image::Image color_ramp(bool is_signed, int width_px);

}  // namespace deepcars::explain
