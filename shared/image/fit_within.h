// Pictures resized for display: the resize of resize.h, rounded to 8 bits.
#pragma once

#include "shared/image/image.h"

namespace deepcars::image {

struct Size {
  int width_px = 0;
  int height_px = 0;
};

/// The size of a picture of the same shape whose longer side is longest_side_px; no side is below one pixel.
/// Preconditions: the picture has at least one pixel; longest_side_px >= 1.
Size size_with_longest_side(const Image& picture, int longest_side_px);

/// The picture in another size and shape, by resize_bilinear_antialias.
/// Preconditions: the picture and the size have at least one pixel.
Image scale(const Image& picture, Size size);

/// The picture, made smaller if its longer side is above longest_side_px.
/// Preconditions as size_with_longest_side.
Image fit_within(const Image& picture, int longest_side_px);

}  // namespace deepcars::image
