// The EXIF orientation of a JPEG file (CIPA DC-008, "Exif 2.3", tag 0x0112).
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/image.h"

namespace deepcars::image {

/// The orientation 1..8 that the file's first EXIF block gives; 1 (upright) if there is none, or none that is
/// well-formed: a camera's faulty header must not keep a good photo from being shown.
int exif_orientation(std::span<const std::uint8_t> jpeg);

/// Turns and mirrors a picture that was stored with this orientation so that it is upright.
/// Precondition: orientation in 1..8; 5..8 exchange width and height.
Image apply_orientation(Image picture, int orientation);

}  // namespace deepcars::image
