#include "native/report/panels.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "shared/explain/color_map.h"
#include "shared/image/fit_within.h"

namespace deepcars::report {
namespace {

void paste(const image::Image& panel, int left_px, image::Image& sheet) {
  const auto row_bytes = static_cast<std::size_t>(panel.width_px) * 3;
  for (int y = 0; y < panel.height_px; ++y) {
    const auto from = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * row_bytes);
    const auto to = (static_cast<std::ptrdiff_t>(y) * sheet.width_px + left_px) * 3;
    std::copy_n(panel.rgb.begin() + from, row_bytes, sheet.rgb.begin() + to);
  }
}

/// Pixels in one of libpng's formats, without gaps between rows.
Expected<std::vector<std::uint8_t>> encode(const std::vector<std::uint8_t>& pixels, int width_px,
                                           int height_px, png_uint_32 format) {
  png_image header = {};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(width_px);
  header.height = static_cast<png_uint_32>(height_px);
  header.format = format;
  // At first an upper bound; libpng sets it to what it has written.
  png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(header);
  std::vector<std::uint8_t> file(bytes);
  if (!png_image_write_to_memory(&header, file.data(), &bytes, 0, pixels.data(), 0, nullptr)) {
    return failure(ErrorCode::invalid_argument,
                   "a picture of " + std::to_string(width_px) + " x " + std::to_string(height_px) +
                       " pixels cannot be written as PNG: " + header.message,
                   "choose a smaller panel size");
  }
  file.resize(bytes);
  return file;
}

}  // namespace

image::Image explanation_panels(const image::Image& photo, const explain::HeatMap& heat_map,
                                int panel_size_px, float opacity) {
  const image::Size size = image::size_with_longest_side(photo, panel_size_px);
  const image::Image small = image::scale(photo, size);
  const image::Image heat = explain::colorize(explain::resize(heat_map, size.height_px, size.width_px),
                                              explain::default_color_map(heat_map));

  image::Image sheet{
      .width_px = 3 * size.width_px + 2 * panel_gap_px, .height_px = size.height_px, .rgb = {}};
  sheet.rgb.assign(static_cast<std::size_t>(sheet.width_px) * static_cast<std::size_t>(sheet.height_px) * 3,
                   255);
  const int step_px = size.width_px + panel_gap_px;
  paste(small, 0, sheet);
  paste(heat, step_px, sheet);
  paste(explain::overlay(small, heat, opacity), 2 * step_px, sheet);
  return sheet;
}

std::vector<std::uint8_t> grey_values(const explain::HeatMap& heat_map) {
  std::vector<std::uint8_t> grey;
  grey.reserve(heat_map.values.size());
  for (const float value : heat_map.values) {
    const float level = heat_map.is_signed ? 128.0f + 127.0f * value : 255.0f * value;
    grey.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0f, 255.0f))));
  }
  return grey;
}

Expected<std::vector<std::uint8_t>> encode_png(const image::Image& picture) {
  return encode(picture.rgb, picture.width_px, picture.height_px, PNG_FORMAT_RGB);
}

Expected<std::vector<std::uint8_t>> encode_grey_png(const std::vector<std::uint8_t>& grey, int width_px,
                                                    int height_px) {
  return encode(grey, width_px, height_px, PNG_FORMAT_GRAY);
}

}  // namespace deepcars::report
