#include "shared/image/png.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/image/color_profile.h"
#include "shared/image/exif.h"
#include "shared/image/failures.h"
#include "shared/image/over_white.h"

// Only PNG, so that no other decoder reads untrusted bytes.
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
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

using Bytes = std::span<const std::uint8_t>;

/// A part of a PNG file (ISO/IEC 15948, 5.3).
struct Chunk {
  std::string_view type;  ///< Four letters.
  Bytes data;             ///< What the file has of it.
  std::size_t length;     ///< Bytes that it claims.
};

/// Iterates over a file's chunks.
class Chunks {
 public:
  explicit Chunks(Bytes png) : png_(png) {}

  /// The next chunk; nothing where the file ends.
  std::optional<Chunk> next() {
    constexpr std::size_t head_bytes = 8, checksum_bytes = 4;
    if (position_ > png_.size() || png_.size() - position_ < head_bytes) return std::nullopt;
    const std::size_t length = number(position_);
    const std::size_t data = position_ + head_bytes;
    const auto* type = reinterpret_cast<const char*>(png_.data()) + position_ + 4;
    const Chunk chunk{.type = {type, 4},
                      .data = png_.subspan(data, std::min(length, png_.size() - data)),
                      .length = length};
    // In 64 bits: a length of almost 4 GiB would come round on a 32-bit machine.
    const std::uint64_t end = std::uint64_t{data} + length + checksum_bytes;
    position_ = static_cast<std::size_t>(std::min<std::uint64_t>(end, png_.size()));
    return chunk;
  }

 private:
  std::size_t number(std::size_t at) const {
    std::size_t value = 0;
    for (const std::uint8_t byte : png_.subspan(at, 4)) value = (value << 8) | byte;
    return value;
  }

  static constexpr std::size_t signature_bytes = 8;
  Bytes png_;
  std::size_t position_ = signature_bytes;
};

std::int64_t big_endian(Bytes bytes) {
  std::int64_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
  return value;
}

struct Header {
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  int orientation = 1;
  std::vector<std::uint8_t> icc_profile = {};
  Bytes palette = {};  ///< The colours of a picture of indices; nothing where it is no such picture.
};

/// The colour profile in an iCCP chunk: a name, a zero, the method zero, and zlib's data. Empty if it is malformed or
/// larger than those of a matrix and curves are.
std::vector<std::uint8_t> inflated_profile(Bytes data) {
  constexpr int max_bytes = 64 << 10;
  const auto name_end = std::find(data.begin(), data.end(), 0);
  const auto start = static_cast<std::size_t>(name_end - data.begin()) + 2;
  if (start >= data.size()) return {};
  std::vector<std::uint8_t> profile(max_bytes);
  const int bytes = stbi_zlib_decode_buffer(reinterpret_cast<char*>(profile.data()), max_bytes,
                                            reinterpret_cast<const char*>(data.data()) + start,
                                            static_cast<int>(data.size() - start));
  profile.resize(static_cast<std::size_t>(std::max(0, bytes)));
  return profile;
}

/// What the chunks say before any pixel is decoded. Only Apple's chunk may stand before IHDR, which has the size: what
/// else stands there would hide the size from the limit.
Expected<Header> read_header(Bytes file) {
  Chunks chunks(file);
  auto chunk = chunks.next();
  if (chunk && chunk->type == "CgBI") chunk = chunks.next();
  constexpr std::size_t ihdr_bytes = 13;
  if (!chunk || chunk->data.size() < std::min(chunk->length, ihdr_bytes))
    return damaged("it ends in its header");
  if (chunk->type != "IHDR" || chunk->length != ihdr_bytes) return damaged("its first chunk is not IHDR");
  Header header{.width_px = big_endian(chunk->data.first(4)),
                .height_px = big_endian(chunk->data.subspan(4, 4))};
  constexpr std::uint8_t indexed = 3;
  const bool is_indexed = chunk->data[9] == indexed;
  if (header.width_px < 1 || header.height_px < 1) return damaged("it has no pixels");
  while ((chunk = chunks.next()) && chunk->type != "IEND") {
    // stb_image would take memory for all that the chunk claims, up to 2 GiB.
    if (chunk->type == "IDAT" && chunk->data.size() < chunk->length) return damaged("it ends in its pixels");
    if (chunk->type == "eXIf") header.orientation = exif_orientation(chunk->data);
    if (chunk->type == "PLTE" && is_indexed && header.palette.empty()) header.palette = chunk->data;
    if (chunk->type == "iCCP") header.icc_profile = inflated_profile(chunk->data);
  }
  return header;
}

/// Copies a file and makes its palette as long as one can be, with black. stb_image takes what an index beyond a
/// shorter one stands for from memory that nobody has set. False if there is no memory for the copy.
bool copy_with_whole_palette(Bytes file, Bytes palette, std::vector<std::uint8_t>& copy) {
  constexpr std::size_t whole_bytes = 256 * 3, head_bytes = 8;
  const std::size_t missing = whole_bytes - palette.size();
  if (!make_room(copy, file.size() + missing)) return false;
  const auto end = static_cast<std::size_t>(palette.data() - file.data()) + palette.size();
  std::copy_n(file.begin(), end, copy.begin());
  std::copy(file.begin() + static_cast<std::ptrdiff_t>(end), file.end(),
            copy.begin() + static_cast<std::ptrdiff_t>(end + missing));
  std::uint8_t* const length = copy.data() + (end - palette.size() - head_bytes);
  length[2] = whole_bytes >> 8;
  length[3] = whole_bytes & 0xFF;
  return true;
}

/// What stb_image says of its last failure in this thread.
std::string stb_reason() {
  const char* reason = stbi_failure_reason();
  return reason && *reason ? reason : "its data contradict each other";
}

/// Apple's form has blue first and colours multiplied by alpha. It alone is treated so.
void understand_apples_form() {
  [[maybe_unused]] static const bool once = [] {
    stbi_convert_iphone_png_to_rgb(1);
    stbi_set_unpremultiply_on_load(1);
    return true;
  }();
}

}  // namespace

Expected<DecodedPhoto> decode_png(Bytes file, const DecodeLimits& limits) {
  const auto header = read_header(file);
  if (!header) return tl::unexpected(header.error());
  if (auto fits = check_size(header->width_px, header->height_px, limits.pixels); !fits)
    return tl::unexpected(fits.error());

  const std::size_t palette_bytes = header->palette.size();
  std::vector<std::uint8_t> copy;
  if (palette_bytes > 0 && palette_bytes % 3 == 0 && palette_bytes < std::size_t{256} * 3) {
    if (!copy_with_whole_palette(file, header->palette, copy))
      return no_memory(header->width_px, header->height_px);
    file = copy;
  }

  understand_apples_form();
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> decoded(
      stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &width, &height, &channels, 4),
      stbi_image_free);
  if (!decoded || width < 1 || height < 1) {
    const std::string reason = stb_reason();
    return reason == "outofmem" ? no_memory(header->width_px, header->height_px) : damaged(reason);
  }
  DecodedPhoto photo{.picture = {width, height, {}}, .notes = {.orientation = header->orientation}};
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (!over_white({decoded.get(), 4 * pixels}, photo.picture.rgb)) return no_memory(width, height);
  convert_to_srgb(photo.picture, header->icc_profile);
  photo.picture = apply_orientation(std::move(photo.picture), header->orientation);
  return photo;
}

}  // namespace deepcars::image
