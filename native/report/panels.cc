#include "native/report/panels.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include "native/report/lettering.h"
#include "shared/explain/color_map.h"
#include "shared/image/fit_within.h"

namespace deepcars::report {
namespace {

constexpr int sheet_columns = 4;
constexpr int title_line_px = 20, text_line_px = 16;

/// The map over the photo, both in that size.
image::Image drawn_map(const explain::HeatMap& heat_map, image::Size size) {
  return explain::colorize(explain::resize(heat_map, size.height_px, size.width_px),
                           explain::default_color_map(heat_map));
}

/// Title, meaning, picture and legend, one below the other, width_px wide.
image::Image sheet_cell(const std::string& title, const std::string& meaning, const image::Image& picture,
                        const image::Image* legend, int width_px) {
  const int words_px =
      text_height(title, width_px, title_line_px) + text_height(meaning, width_px, text_line_px);
  image::Image cell =
      white_picture(width_px, words_px + picture.height_px + (legend == nullptr ? 0 : 4 + legend->height_px));
  const int title_px = write_text(title, 0, 0, width_px, title_line_px, cell);
  write_text(meaning, 0, title_px, width_px, text_line_px, cell);
  paste(picture, 0, words_px, cell);
  if (legend != nullptr) paste(*legend, 0, words_px + picture.height_px + 4, cell);
  return cell;
}

/// Pictures in rows of sheet_columns, each row as high as its highest.
image::Image arranged(const std::vector<image::Image>& cells, int column_px) {
  const int step_px = column_px + 2 * panel_gap_px;
  std::vector<int> tops = {panel_gap_px};
  for (std::size_t first = 0; first < cells.size(); first += sheet_columns) {
    int highest = 0;
    for (std::size_t i = first; i < std::min(first + sheet_columns, cells.size()); ++i)
      highest = std::max(highest, cells[i].height_px);
    tops.push_back(tops.back() + highest + 2 * panel_gap_px);
  }
  image::Image sheet = white_picture(sheet_columns * step_px, tops.back());
  for (std::size_t i = 0; i < cells.size(); ++i)
    paste(cells[i], panel_gap_px + static_cast<int>(i % sheet_columns) * step_px, tops[i / sheet_columns],
          sheet);
  return sheet;
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
                                const explain::Legend& legend, int panel_size_px, float opacity) {
  const image::Size size = image::size_with_longest_side(photo, panel_size_px);
  const image::Image small = image::scale(photo, size), heat = drawn_map(heat_map, size);
  const int step_px = size.width_px + panel_gap_px;
  const image::Image strip = legend_strip(legend, heat_map.is_signed, 2 * step_px - panel_gap_px);
  image::Image sheet = white_picture(3 * step_px - panel_gap_px, size.height_px + 4 + strip.height_px);
  paste(small, 0, 0, sheet);
  paste(heat, step_px, 0, sheet);
  paste(explain::overlay(small, heat, opacity), 2 * step_px, 0, sheet);
  paste(strip, step_px, size.height_px + 4, sheet);
  return sheet;
}

image::Image explanation_sheet(const image::Image& photo, const std::string& heading,
                               const std::vector<SheetEntry>& entries, int panel_size_px, float opacity) {
  const image::Size size = image::size_with_longest_side(photo, panel_size_px);
  const image::Image small = image::scale(photo, size);
  std::vector<image::Image> cells = {sheet_cell("The photo", heading, small, nullptr, size.width_px)};
  for (const SheetEntry& entry : entries) {
    const image::Image legend = legend_strip(entry.legend, entry.heat_map.is_signed, size.width_px);
    cells.push_back(sheet_cell(entry.title, entry.meaning,
                               explain::overlay(small, drawn_map(entry.heat_map, size), opacity), &legend,
                               size.width_px));
  }
  return arranged(cells, size.width_px);
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
