// What TIFF blocks say of a photo: the EXIF orientation (CIPA DC-008, "Exif 2.3", tag 0x0112) and the ICC profile.
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/image.h"

namespace deepcars::image {

/// The orientation 1..8 in an EXIF block, which is a TIFF block: that of a JPEG's APP1 segment behind its name, of a
/// PNG's eXIf chunk or of a WebP's EXIF chunk. Any integer type is understood. 1 (upright) if the block is missing or
/// malformed, so that a photo with a faulty header can still be shown.
int exif_orientation(std::span<const std::uint8_t> tiff);

/// The ICC profile in a TIFF file (ICC.1:2022, annex B; tag 0x8773 of its first directory), a part of it. Empty if there is
/// none, or if the file is malformed.
std::span<const std::uint8_t> tiff_icc_profile(std::span<const std::uint8_t> tiff);

/// Turns and mirrors a picture that was stored with this orientation so that it is upright.
/// Precondition: orientation in 1..8; 5..8 exchange width and height.
Image apply_orientation(Image picture, int orientation);

}  // namespace deepcars::image
