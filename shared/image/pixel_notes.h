// What files of other formats than JPEG and PNG say about their pixels and neither OpenCV nor Chromium
// and Firefox read.
#pragma once

#include <cstdint>
#include <span>

#include "shared/image/file_format.h"

namespace deepcars::image {

struct PixelNotes {
  int orientation = 1;                             ///< The EXIF orientation 1..8 that is still to be undone.
  std::span<const std::uint8_t> icc_profile = {};  ///< A part of the file; empty if it has none.
};

/// Of a WebP the orientation and the profile (WebP Container Specification; browsers obey the profile), of a TIFF the
/// profile: OpenCV turns that one by itself. Nothing for other formats and from files that are malformed.
PixelNotes pixel_notes(std::span<const std::uint8_t> file, FileFormat format);

}  // namespace deepcars::image
