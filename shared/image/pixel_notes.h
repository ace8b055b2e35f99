// Notes beside the pixels of a WebP or TIFF that those who decode them ignore: OpenCV all, Chromium and Firefox a WebP's
// orientation.
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/file_format.h"

namespace deepcars::image {

struct PixelNotes {
  int orientation = 1;                             ///< The EXIF orientation 1..8 that is still to be undone.
  std::span<const std::uint8_t> icc_profile = {};  ///< A part of the file; empty if it has none.
};

/// A WebP's orientation and profile (WebP Container Specification), and a TIFF's profile. OpenCV turns a TIFF upright by
/// itself, and browsers obey a WebP's profile. Nothing for other formats and for malformed files.
PixelNotes pixel_notes(std::span<const std::uint8_t> file, FileFormat format);

}  // namespace deepcars::image
