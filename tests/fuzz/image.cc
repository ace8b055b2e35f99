// JPEG, PNG and GIF, from a file's bytes to an upright picture in sRGB, at full size and reduced; and what WebPs and TIFFs
// say beside their pixels.
#include "native/base/decode_photo.h"
#include "native/pictures/decoders.h"
#include "shared/image/color_profile.h"
#include "shared/image/decode.h"
#include "shared/image/file_format.h"
#include "shared/image/pixel_notes.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;

namespace {

/// Less than a photo may have, so that most of the time goes into headers and odd tables, not into blocks.
constexpr image::DecodeLimits usual = {
    .pixels = 1 << 20, .jpeg_pixels = 1 << 22, .coefficient_bytes = 4 << 20, .block_visits = 1 << 20};
/// Limits that even small files are above: a JPEG is reduced, and one in several scans keeps its means only.
constexpr image::DecodeLimits narrow = {
    .pixels = 1 << 10, .jpeg_pixels = 1 << 22, .coefficient_bytes = 1 << 12, .block_visits = 1 << 16};

void check(const Expected<image::DecodedPhoto>& photo, const image::DecodeLimits& limits) {
  if (!fuzz::answered(photo)) return;
  const image::Image& picture = photo->picture;
  const std::int64_t pixels = std::int64_t{picture.width_px} * picture.height_px;
  fuzz::require(picture.width_px > 0 && picture.height_px > 0 && pixels <= limits.pixels,
                "a picture without pixels, or above the limit");
  fuzz::require(std::cmp_equal(picture.rgb.size(), 3 * pixels), "a picture that has not its size");
  const image::DecodeNotes& notes = photo->notes;
  fuzz::require(notes.orientation >= 1 && notes.orientation <= 8, "an orientation that does not exist");
  fuzz::require(
      notes.reduced_by == 1 || notes.reduced_by == 2 || notes.reduced_by == 4 || notes.reduced_by == 8,
      "a scale that does not exist");
}

void check_gif(fuzz::Bytes file) {
  pictures::Reply reply;
  pictures::decode_gif({.file = file.data(),
                        .bytes = file.size(),
                        .format = image::FileFormat::gif,
                        .max_pixels = usual.pixels},
                       reply);
  if (reply.too_large || !reply.problem.empty()) return;
  const std::int64_t pixels = std::int64_t{reply.width_px} * reply.height_px;
  fuzz::require(pixels > 0 && pixels <= usual.pixels && std::cmp_equal(reply.rgba.size(), 4 * pixels),
                "a GIF that has not its size");
}

void check_notes(fuzz::Bytes file, image::FileFormat format) {
  const image::PixelNotes notes = image::pixel_notes(file, format);
  fuzz::require(notes.orientation >= 1 && notes.orientation <= 8, "an orientation that does not exist");
  image::Image pixel{1, 1, {10, 20, 30}};
  image::convert_to_srgb(pixel, notes.icc_profile);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes file(data, size);
  const image::FileFormat format = image::file_format(file).format;
  if (fuzz::with_limits_of_program()) {
    check(base::decode_photo(file), {});
  } else if (format == image::FileFormat::gif) {
    check_gif(file);
  } else if (format == image::FileFormat::webp || format == image::FileFormat::tiff) {
    check_notes(file, format);
  } else {
    for (const image::DecodeLimits& limits : {usual, narrow}) check(image::decode(file, limits), limits);
  }
  return 0;
}
