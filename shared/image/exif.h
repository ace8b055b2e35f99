// The EXIF orientation of a photo (CIPA DC-008, "Exif 2.3", tag 0x0112).
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/image.h"

namespace deepcars::image {

/// The orientation 1..8 in an EXIF block, which is a TIFF block: that of a JPEG's APP1 segment behind its name, or of a
/// PNG's eXIf chunk. Any integer type is understood. 1 (upright) if the block is missing or malformed, so that a photo
/// with a faulty header can still be shown.
int exif_orientation(std::span<const std::uint8_t> tiff);

/// Turns and mirrors a picture that was stored with this orientation so that it is upright.
/// Precondition: orientation in 1..8; 5..8 exchange width and height.
Image apply_orientation(Image picture, int orientation);

}  // namespace deepcars::image
