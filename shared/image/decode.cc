#include "shared/image/decode.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "shared/image/exif.h"
#include "shared/image/huffman_check.h"

// Only the two formats of cameras and screenshots, so that no other decoder reads untrusted bytes.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace deepcars::image {
namespace {

// The longest side that JPEG can express; with it, later sizes cannot overflow.
constexpr std::int64_t longest_side_px = 65'535;

std::int64_t big_endian(std::span<const std::uint8_t> bytes) {
  std::int64_t value = 0;
  for (std::uint8_t byte : bytes) value = (value << 8) | byte;
  return value;
}

/// Width and height in pixels from the header, before any pixel is decoded.
std::optional<std::pair<std::int64_t, std::int64_t>> read_size(std::span<const std::uint8_t> file,
                                                               FileFormat format) {
  if (format == FileFormat::png) {
    // Read from the IHDR chunk directly: stb_image has a limit of its own, whose message does not reach us.
    if (file.size() < 24) return std::nullopt;
    return std::pair(big_endian(file.subspan(16, 4)), big_endian(file.subspan(20, 4)));
  }
  int width = 0, height = 0, channels = 0;
  const int bytes = static_cast<int>(file.size());
  if (!stbi_info_from_memory(file.data(), bytes, &width, &height, &channels)) return std::nullopt;
  return std::pair<std::int64_t, std::int64_t>(width, height);
}

std::string megapixels(std::int64_t pixels) { return std::to_string((pixels + 500'000) / 1'000'000); }

/// Error image_too_large if a picture of this size is above the limit.
Expected<void> check_size(std::int64_t wide, std::int64_t high, const DecodeLimits& limits) {
  if (wide <= longest_side_px && high <= longest_side_px && wide * high <= limits.pixels) return {};
  return failure(ErrorCode::image_too_large,
                 "the picture has " + std::to_string(wide) + " x " + std::to_string(high) +
                     " pixels, the limit is " + megapixels(limits.pixels) + " megapixels",
                 "save it smaller and try again");
}

/// RGBA laid over white: out = a * c + (1 - a) * 255, rounded.
std::vector<std::uint8_t> over_white(const std::uint8_t* rgba, std::size_t pixels) {
  std::vector<std::uint8_t> rgb(3 * pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const unsigned alpha = rgba[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      rgb[3 * i + c] = static_cast<std::uint8_t>((alpha * rgba[4 * i + c] + (255 - alpha) * 255 + 127) / 255);
    }
  }
  return rgb;
}

/// A file's bytes as stb_image asks for them. Some releases fill a JPEG that ends too early with grey and say nothing; so
/// asking for more than there is gets noted.
struct ByteSource {
  std::span<const std::uint8_t> file;
  std::size_t position = 0;
  bool ended_early = false;

  static const stbi_io_callbacks& callbacks() {
    static const stbi_io_callbacks all = {&ByteSource::read, &ByteSource::skip, &ByteSource::at_end};
    return all;
  }

 private:
  static int read(void* source, char* bytes, int count) {
    auto& self = *static_cast<ByteSource*>(source);
    const std::size_t given = std::min(static_cast<std::size_t>(count), self.file.size() - self.position);
    self.ended_early = self.ended_early || given == 0;
    std::copy_n(self.file.begin() + static_cast<std::ptrdiff_t>(self.position), given, bytes);
    self.position += given;
    return static_cast<int>(given);
  }
  /// A negative count goes back.
  static void skip(void* source, int count) {
    auto& self = *static_cast<ByteSource*>(source);
    const std::int64_t wanted = static_cast<std::int64_t>(self.position) + count;
    self.position = static_cast<std::size_t>(
        std::clamp(wanted, std::int64_t{0}, static_cast<std::int64_t>(self.file.size())));
  }
  static int at_end(void* source) {
    const auto& self = *static_cast<ByteSource*>(source);
    return self.position == self.file.size();
  }
};

/// reason may be null.
tl::unexpected<Error> damaged(const char* reason) {
  return failure(ErrorCode::image_damaged,
                 std::string("the picture is damaged and cannot be decoded") +
                     (reason ? std::string(" (") + reason + ")" : ""),
                 "open it in a picture viewer and save it again, or choose another");
}

}  // namespace

FileFormat file_format(std::span<const std::uint8_t> file) {
  if (file.size() >= 3 && file[0] == 0xFF && file[1] == 0xD8 && file[2] == 0xFF) return FileFormat::jpeg;
  if (file.size() >= 8 && file[0] == 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G') {
    return FileFormat::png;
  }
  return FileFormat::other;
}

Expected<Image> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits) {
  if (file.size() > limits.file_bytes) {
    return failure(ErrorCode::file_too_large,
                   "the photo file has " + std::to_string(file.size() >> 20) + " MiB, the limit is " +
                       std::to_string(limits.file_bytes >> 20) + " MiB",
                   "save it smaller and try again");
  }
  const FileFormat format = file_format(file);
  if (format == FileFormat::other) {
    return failure(ErrorCode::not_an_image, "the file is not a JPEG or PNG picture",
                   "choose a .jpg or .png file, or save the picture as one");
  }
  if (format == FileFormat::jpeg && !has_sound_huffman_tables(file)) return damaged("bad Huffman table");

  const auto size = read_size(file, format);
  if (!size) return damaged(stbi_failure_reason());
  const auto [wide, high] = *size;
  if (auto fits = check_size(wide, high, limits); !fits) return tl::unexpected(fits.error());

  int width = 0, height = 0, channels = 0;
  const int wanted = format == FileFormat::png ? 4 : 3;
  ByteSource source{.file = file};
  const std::unique_ptr<stbi_uc, void (*)(void*)> decoded(
      stbi_load_from_callbacks(&ByteSource::callbacks(), &source, &width, &height, &channels, wanted),
      stbi_image_free);
  if (!decoded || width < 1 || height < 1) return damaged(stbi_failure_reason());
  if (format == FileFormat::jpeg && source.ended_early) return damaged("it ends too early");

  Image picture{width, height, {}};
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (format == FileFormat::png) {
    picture.rgb = over_white(decoded.get(), pixels);
    return picture;
  }
  picture.rgb.assign(decoded.get(), decoded.get() + 3 * pixels);
  return apply_orientation(std::move(picture), exif_orientation(file));
}

Expected<Image> from_rgba(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                          const DecodeLimits& limits) {
  if (auto fits = check_size(width_px, height_px, limits); !fits) return tl::unexpected(fits.error());
  const std::size_t pixels = rgba.size() / 4;
  const std::int64_t wanted = std::int64_t{width_px} * height_px;
  if (width_px < 1 || height_px < 1 || rgba.size() != 4 * static_cast<std::size_t>(wanted)) {
    return failure(ErrorCode::invalid_argument,
                   std::to_string(rgba.size()) + " bytes are no picture of " + std::to_string(width_px) +
                       " x " + std::to_string(height_px) + " pixels",
                   "give four bytes for each pixel");
  }
  return Image{width_px, height_px, over_white(rgba.data(), pixels)};
}

}  // namespace deepcars::image
