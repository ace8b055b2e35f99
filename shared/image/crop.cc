#include "shared/image/crop.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace deepcars::image {
namespace {

/// What two shares that add up to 1 may miss it by after rounding.
constexpr double tolerance = 1e-6;

/// Pixels [first, end) of a side.
struct Range {
  int first = 0;
  int end = 0;
};

bool is_inside(double start, double length) {
  // A comparison with NaN is false.
  return start >= 0 && length > 0 && start + length <= 1 + tolerance;
}

Range range_of(double start, double length, int side_px) {
  const int first = std::min(side_px - 1, static_cast<int>(std::lround(start * side_px)));
  const int end = std::min(side_px, static_cast<int>(std::lround((start + length) * side_px)));
  return {.first = first, .end = std::max(first + 1, end)};
}

}  // namespace

Image cut(const Image& picture, int left, int top, int width_px, int height_px) {
  Image result{.width_px = width_px, .height_px = height_px, .rgb = {}};
  const std::size_t row_bytes = 3 * static_cast<std::size_t>(width_px);
  result.rgb.reserve(row_bytes * static_cast<std::size_t>(height_px));
  for (int y = top; y < top + height_px; ++y) {
    const std::size_t pixel = static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width_px) +
                              static_cast<std::size_t>(left);
    const std::uint8_t* row = picture.rgb.data() + 3 * pixel;
    result.rgb.insert(result.rgb.end(), row, row + row_bytes);
  }
  return result;
}

Expected<Image> crop(const Image& picture, const Part& part) {
  if (!is_inside(part.left, part.width) || !is_inside(part.top, part.height)) {
    return failure(ErrorCode::invalid_argument, "the part reaches beyond the photo or has no area",
                   "give shares of the photo's width and height, 0 to 1");
  }
  const Range columns = range_of(part.left, part.width, picture.width_px);
  const Range rows = range_of(part.top, part.height, picture.height_px);
  return cut(picture, columns.first, rows.first, columns.end - columns.first, rows.end - rows.first);
}

}  // namespace deepcars::image
