// Photo files become pictures: JPEG and PNG, with limits, EXIF orientation and alpha over white.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::image {

/// The limits above which decode refuses a file, before it allocates memory for pixels.
struct DecodeLimits {
  std::size_t file_bytes = 64u << 20;  ///< 64 MiB.
  std::int64_t pixels = 40'000'000;    ///< 40 megapixels.
};

/// A photo file's format, by its first bytes.
enum class FileFormat { jpeg, png, other };

FileFormat file_format(std::span<const std::uint8_t> file);

/// Decodes a JPEG (baseline, progressive, grey, CMYK) or PNG (8 or 16 bits, grey, palette, alpha).
/// The picture is turned upright by its EXIF orientation; transparency is laid over white.
/// Errors: file_too_large, not_an_image, image_too_large, image_damaged.
Expected<Image> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits = {});

/// The picture of pixels that another decoder has made, transparency laid over white as decode does it.
/// rgba is [height_px, width_px, 4], 0..255, alpha not premultiplied.
/// Errors: image_too_large; invalid_argument if there are no pixels or fewer or more than the size says.
Expected<Image> from_rgba(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                          const DecodeLimits& limits = {});

}  // namespace deepcars::image
