// A part of a picture as a picture of its own.
#pragma once

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::image {

/// A rectangle of a picture in shares of the picture's width and height, 0..1, from its upper left corner.
struct Part {
  double left = 0;
  double top = 0;
  double width = 1;
  double height = 1;
};

/// A rectangle of whole pixels, copied. Precondition: it lies within the picture.
Image cut(const Image& picture, int left, int top, int width_px, int height_px);

/// The part's pixels, copied; its edges are rounded to whole pixels, and at least one pixel is left each way.
/// Precondition: the picture has at least one pixel.
/// Errors: invalid_argument if the part has no area or reaches beyond the picture, or a number is not finite.
Expected<Image> crop(const Image& picture, const Part& part);

}  // namespace deepcars::image
