#include "shared/image/decode.h"

#include "shared/image/failures.h"
#include "shared/image/file_format.h"
#include "shared/image/jpeg.h"
#include "shared/image/over_white.h"
#include "shared/image/png.h"

namespace deepcars::image {

std::string_view name(Decoder decoder) {
  switch (decoder) {
    case Decoder::own:
      return "deepcars";
    case Decoder::opencv:
      return "opencv";
    case Decoder::libheif:
      return "libheif";
    case Decoder::stb:
      return "stb_image";
    case Decoder::browser:
      return "browser";
  }
  return "";
}

Expected<DecodedPhoto> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits) {
  if (file.size() > limits.file_bytes) {
    return failure(ErrorCode::file_too_large,
                   "the photo file has " + std::to_string(file.size() >> 20) + " MiB, the limit is " +
                       std::to_string(limits.file_bytes >> 20) + " MiB",
                   "save it smaller and try again");
  }
  switch (file_format(file).format) {
    case FileFormat::jpeg:
      return decode_jpeg(file, limits);
    case FileFormat::png:
      return decode_png(file, limits);
    default:
      return tl::unexpected(undecodable(file));
  }
}

Expected<Image> from_rgba(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                          const DecodeLimits& limits) {
  if (auto fits = check_size(width_px, height_px, limits.pixels); !fits) return tl::unexpected(fits.error());
  const std::int64_t pixels = std::int64_t{width_px} * height_px;
  if (width_px < 1 || height_px < 1 || rgba.size() != 4 * static_cast<std::size_t>(pixels)) {
    return failure(ErrorCode::invalid_argument,
                   std::to_string(rgba.size()) + " bytes are no picture of " + std::to_string(width_px) +
                       " x " + std::to_string(height_px) + " pixels",
                   "give four bytes for each pixel");
  }
  Image picture{width_px, height_px, {}};
  if (!over_white(rgba, picture.rgb)) return no_memory(width_px, height_px);
  return picture;
}

}  // namespace deepcars::image
