// Colours of other spaces than sRGB, as an ICC profile in a photo's file tells them (ICC.1:2022): phones write Display
// P3, some cameras Adobe RGB. Profiles of a matrix and three curves are understood; others are left alone.
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/image.h"

namespace deepcars::image {

/// Converts a picture whose values are in a profile's space to sRGB; colours outside sRGB become its nearest by
/// channel. False, and nothing changed, if the profile is malformed, of another kind, or that of sRGB itself. The
/// arithmetic is in whole numbers, so that the page and the command line have the same bits.
bool convert_to_srgb(Image& picture, std::span<const std::uint8_t> icc_profile);

}  // namespace deepcars::image
