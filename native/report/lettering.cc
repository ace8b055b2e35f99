#include "native/report/lettering.h"

#include <algorithm>
#include <cstddef>
#include <opencv2/imgproc.hpp>
#include <sstream>
#include <vector>

#include "shared/explain/color_map.h"

namespace deepcars::report {
namespace {

constexpr int font = cv::FONT_HERSHEY_SIMPLEX;
constexpr int bar_height_px = 8;
constexpr int legend_line_px = 15;

/// OpenCV's unit of size: at 1, capitals are 22 pixels high.
double scale_of(int line_height_px) { return line_height_px / 34.0; }

int width_of(const std::string& text, double scale) {
  int below_line = 0;
  return cv::getTextSize(text, font, scale, 1, &below_line).width;
}

std::vector<std::string> lines_of(const std::string& text, int width_px, double scale) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::string longer = lines.empty() ? word : lines.back() + " " + word;
    if (!lines.empty() && width_of(longer, scale) <= width_px) {
      lines.back() = longer;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

/// The map's colours from one end to the other.
image::Image color_bar(bool is_signed, int width_px) {
  const image::Image row = explain::color_ramp(is_signed, width_px);
  image::Image bar{width_px, bar_height_px, {}};
  for (int y = 0; y < bar_height_px; ++y) bar.rgb.insert(bar.rgb.end(), row.rgb.begin(), row.rgb.end());
  return bar;
}

}  // namespace

image::Image white_picture(int width_px, int height_px) {
  const std::size_t pixels = static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px);
  return {width_px, height_px, std::vector<std::uint8_t>(3 * pixels, 255)};
}

void paste(const image::Image& picture, int left_px, int top_px, image::Image& sheet) {
  const auto row_bytes = static_cast<std::ptrdiff_t>(picture.width_px) * 3;
  for (std::ptrdiff_t y = 0; y < picture.height_px; ++y) {
    std::copy_n(picture.rgb.begin() + y * row_bytes, row_bytes,
                sheet.rgb.begin() + ((top_px + y) * sheet.width_px + left_px) * 3);
  }
}

int write_text(const std::string& text, int left_px, int top_px, int width_px, int line_height_px,
               image::Image& picture) {
  cv::Mat pixels(picture.height_px, picture.width_px, CV_8UC3, picture.rgb.data());
  const double scale = scale_of(line_height_px);
  int top = top_px;
  for (const std::string& line : lines_of(text, width_px, scale)) {
    const double fitting =
        scale * std::min(1.0, static_cast<double>(width_px) / std::max(width_of(line, scale), 1));
    cv::putText(pixels, line, {left_px, top + line_height_px * 7 / 10}, font, fitting, {0, 0, 0}, 1,
                cv::LINE_AA);
    top += line_height_px;
  }
  return top - top_px;
}

int text_height(const std::string& text, int width_px, int line_height_px) {
  return static_cast<int>(lines_of(text, width_px, scale_of(line_height_px)).size()) * line_height_px;
}

image::Image legend_strip(const explain::Legend& legend, bool is_signed, int width_px) {
  const int half_px = std::max(width_px / 2 - 4, 1);
  const int text_px = std::max(text_height(legend.low, half_px, legend_line_px),
                               text_height(legend.high, half_px, legend_line_px));
  image::Image strip = white_picture(width_px, bar_height_px + 4 + text_px);
  paste(color_bar(is_signed, width_px), 0, 0, strip);
  write_text(legend.low, 0, bar_height_px + 4, half_px, legend_line_px, strip);
  const int high_px = std::min(half_px, width_of(legend.high, scale_of(legend_line_px)));
  write_text(legend.high, width_px - high_px, bar_height_px + 4, high_px, legend_line_px, strip);
  return strip;
}

}  // namespace deepcars::report
