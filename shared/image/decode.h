// Photo files become pictures: JPEG and PNG, with limits, EXIF orientation and alpha over white.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::image {

/// The limits above which decode refuses a file. This is the one place where they stand.
struct DecodeLimits {
  std::size_t file_bytes = 128u << 20;  ///< 128 MiB: a phone's JPEG of 200 megapixels has up to 100.
  std::int64_t pixels =
      40'000'000;  ///< 40 megapixels of a picture in memory; a larger JPEG is decoded reduced.
  std::int64_t jpeg_pixels = 520'000'000;  ///< 520 megapixels in a JPEG's file, which are seconds of work.
  /// 240 MiB for the coefficients of a JPEG that is stored in several scans, as a progressive one is: enough for 80
  /// megapixels of the usual kind. A larger one is decoded at an eighth of its sides, from less.
  std::size_t coefficient_bytes = 240u << 20;
  /// Blocks of 8 x 8 pixels that a JPEG's scans may visit: a bound on the time that a file can cost, about a second.
  std::int64_t block_visits = 100'000'000;
};

/// Who turned a file into pixels.
enum class Decoder {
  own,      ///< decode(): the same bits natively and in the page.
  opencv,   ///< The command line's, for WebP, TIFF and BMP.
  libheif,  ///< The command line's, for HEIC and AVIF.
  stb,      ///< The command line's, for GIF.
  browser,  ///< The page's, for whatever it knows.
};

/// The name in JSON and CSV: "deepcars", "opencv", "libheif", "stb_image", "browser".
std::string_view name(Decoder decoder);

/// How a file became a picture: what a person should know beside the answer.
struct DecodeNotes {
  std::string damage = {};  ///< What is wrong with the file, one clause; empty if nothing is.
  int reduced_by =
      1;  ///< 2, 4 or 8 if each side is that much shorter than in the file, since it is so large.
  int orientation = 1;  ///< EXIF orientation 1..8 that was undone; 1 is upright.
  Decoder decoder = Decoder::own;
};

/// A picture and how it came about.
struct DecodedPhoto {
  Image picture;
  DecodeNotes notes = {};
};

/// Decodes a JPEG (baseline, progressive, arithmetic coding, a frame of motion JPEG; grey, RGB, CMYK) or PNG (8 or 16
/// bits, grey, palette, alpha; Apple's form, too).
/// The picture is turned upright by its EXIF orientation; transparency is laid over white; colours of Display P3, Adobe
/// RGB and other spaces that a matrix and curves describe become those of sRGB.
/// A damaged JPEG of which a part can be shown is decoded, and the notes tell of the damage.
/// A JPEG above limits.pixels is decoded at the largest of the scales 1/2, 1/4, 1/8 at which it is not; at 1/8 if it is
/// above limits.coefficient_bytes.
/// Errors: file_too_large, not_an_image, image_too_large, image_damaged; image_unsupported for a JPEG of a rare kind.
Expected<DecodedPhoto> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits = {});

/// The picture of pixels that another decoder has made, transparency laid over white as decode does it.
/// rgba is [height_px, width_px, 4], 0..255, alpha not premultiplied.
/// Errors: image_too_large; invalid_argument if there are no pixels or fewer or more than the size says.
Expected<Image> from_rgba(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                          const DecodeLimits& limits = {});

}  // namespace deepcars::image
