// Heat maps: one value per input pixel, made comparable by percentile, then coloured and laid over the photo.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::explain {

/// One value per pixel of the network's input.
struct HeatMap {
  int width_px = 0;
  int height_px = 0;
  bool is_signed = false;     ///< After normalise: values in -1..1 if signed, else 0..1.
  std::vector<float> values;  ///< [height_px, width_px].
};

/// Scales values so that the percentile (0..100, of the absolute values) becomes 1, clamping what is above:
/// one extreme pixel then cannot darken the whole map. An all-zero map stays all zero.
HeatMap normalise(const HeatMap& map, double percentile = 99.0);

/// Bilinear scaling to another size, for showing a map over a photo of any shape.
HeatMap resize(const HeatMap& map, int height_px, int width_px);

enum class ColorMap {
  viridis,    ///< matplotlib's: dark blue (0) to yellow (1), even steps for the eye; for unsigned maps.
  diverging,  ///< Blue (-1) over near-white (0) to red (1); for signed maps.
};

std::string_view name(ColorMap color_map);

/// The colour map that suits a heat map: diverging if it is signed, viridis otherwise.
ColorMap default_color_map(const HeatMap& map);

/// Colours a normalised map. Viridis takes 0..1, diverging -1..1; values outside are clamped.
image::Image colorize(const HeatMap& map, ColorMap color_map);

/// (1 - opacity) * photo + opacity * heat, rounded. Preconditions: same size; opacity in 0..1.
image::Image overlay(const image::Image& photo, const image::Image& heat, float opacity);

}  // namespace deepcars::explain
