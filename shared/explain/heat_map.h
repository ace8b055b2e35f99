// Heat maps: one value per input pixel, made comparable by percentile, resized and laid over the photo.
#pragma once

#include <vector>

#include "shared/image/image.h"

namespace deepcars::explain {

/// One value per pixel: of the network's input, or of what `resize` was asked for.
struct HeatMap {
  int width_px = 0;
  int height_px = 0;
  /// After normalise, values are in -1..1 if signed, else in 0..1.
  bool is_signed = false;
  /// [height_px, width_px]
  std::vector<float> values;
};

/// The magnitude that normalise shows as 1: the percentile (0..100) of the magnitudes, so that one extreme pixel does
/// not darken the whole map. Of a map of zeros it is 0.
float display_scale(const HeatMap& map, double percentile = 99.0);

/// Divides values by display_scale and clamps larger ones. A map of zeros stays as it is.
HeatMap normalise(const HeatMap& map, double percentile = 99.0);

/// Bilinear scaling to another size, for showing a map over a photo of any shape.
HeatMap resize(const HeatMap& map, int height_px, int width_px);

/// (1 - opacity) * photo + opacity * heat, rounded. Preconditions: same size; opacity in 0..1.
image::Image overlay(const image::Image& photo, const image::Image& heat, float opacity);

}  // namespace deepcars::explain
