#include "shared/image/failures.h"

#include <cstdlib>

namespace deepcars::image {
namespace {

// The longest side that libjpeg decodes; with it, later sizes cannot overflow.
constexpr std::int64_t longest_side_px = 65'500;

std::string size_text(std::int64_t width_px, std::int64_t height_px) {
  return "the picture has " + std::to_string(width_px) + " x " + std::to_string(height_px) + " pixels";
}

std::string megapixels(std::int64_t pixels) { return std::to_string((pixels + 500'000) / 1'000'000); }

constexpr std::string_view smaller = "save it smaller and try again";

}  // namespace

tl::unexpected<Error> damaged(std::string_view reason) {
  return failure(ErrorCode::image_damaged,
                 "the picture is damaged and cannot be decoded (" + std::string(reason) + ")",
                 "open it in a picture viewer and save it again, or choose another");
}

tl::unexpected<Error> unsupported(std::string_view kind, std::string_view usual) {
  return failure(ErrorCode::image_unsupported, std::string(kind) + " is not supported",
                 "save it again as " + std::string(usual));
}

Expected<void> check_size(std::int64_t width_px, std::int64_t height_px, std::int64_t max_pixels) {
  const bool is_long = width_px > longest_side_px || height_px > longest_side_px;
  if (!is_long && width_px * height_px <= max_pixels) return {};
  return failure(
      ErrorCode::image_too_large,
      size_text(width_px, height_px) + ", the limit is " +
          (is_long ? std::to_string(longest_side_px) + " on a side" : megapixels(max_pixels) + " megapixels"),
      smaller);
}

tl::unexpected<Error> no_memory(std::int64_t width_px, std::int64_t height_px) {
  return failure(ErrorCode::image_too_large,
                 size_text(width_px, height_px) + ", and there is not enough memory to decode them", smaller);
}

bool make_room(std::vector<std::uint8_t>& bytes, std::size_t size) {
  void* const room = std::malloc(size);
  std::free(room);
  if (!room) return false;
  bytes.resize(size);
  return true;
}

}  // namespace deepcars::image
