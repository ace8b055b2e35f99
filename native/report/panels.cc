#include "native/report/panels.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "shared/image/resize.h"

namespace deepcars::report {
namespace {

/// The one resize of the engine, rounded to 8 bits.
image::Image scaled(const image::Image& photo, int width_px, int height_px) {
  const std::vector<float> planes = image::resize_bilinear_antialias(photo, height_px, width_px);
  const std::size_t pixels = planes.size() / 3;
  image::Image result{width_px, height_px, std::vector<std::uint8_t>(planes.size())};
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value = std::clamp(planes[channel * pixels + i], 0.0f, 1.0f);
      result.rgb[3 * i + channel] = static_cast<std::uint8_t>(std::lround(255.0f * value));
    }
  }
  return result;
}

void paste(const image::Image& panel, int left_px, image::Image& sheet) {
  const auto row_bytes = static_cast<std::size_t>(panel.width_px) * 3;
  for (int y = 0; y < panel.height_px; ++y) {
    const auto from = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * row_bytes);
    const auto to = (static_cast<std::ptrdiff_t>(y) * sheet.width_px + left_px) * 3;
    std::copy_n(panel.rgb.begin() + from, row_bytes, sheet.rgb.begin() + to);
  }
}

Expected<std::vector<std::uint8_t>> encode(const cv::Mat& pixels) {
  std::vector<std::uint8_t> file;
  bool encoded = false;
  try {
    encoded = cv::imencode(".png", pixels, file);
  } catch (const cv::Exception&) {
    encoded = false;
  }
  if (!encoded) {
    return failure(ErrorCode::invalid_argument,
                   "a picture of " + std::to_string(pixels.cols) + " x " + std::to_string(pixels.rows) +
                       " pixels cannot be written as PNG",
                   "choose a smaller panel size");
  }
  return file;
}

}  // namespace

image::Image explanation_panels(const image::Image& photo, const explain::HeatMap& heat_map,
                                int panel_size_px, float opacity) {
  const double scale = static_cast<double>(panel_size_px) / std::max(photo.width_px, photo.height_px);
  const int width = std::max(1, static_cast<int>(std::lround(photo.width_px * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(photo.height_px * scale)));
  const image::Image small = scaled(photo, width, height);
  const image::Image heat =
      explain::colorize(explain::resize(heat_map, height, width), explain::default_color_map(heat_map));

  image::Image sheet{3 * width + 2 * panel_gap_px, height, {}};
  sheet.rgb.assign(static_cast<std::size_t>(sheet.width_px) * static_cast<std::size_t>(height) * 3, 255);
  paste(small, 0, sheet);
  paste(heat, width + panel_gap_px, sheet);
  paste(explain::overlay(small, heat, opacity), 2 * (width + panel_gap_px), sheet);
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
  // OpenCV wants blue first.
  std::vector<std::uint8_t> bgr(picture.rgb);
  for (std::size_t i = 0; i + 2 < bgr.size(); i += 3) std::swap(bgr[i], bgr[i + 2]);
  return encode(cv::Mat(picture.height_px, picture.width_px, CV_8UC3, bgr.data()));
}

Expected<std::vector<std::uint8_t>> encode_grey_png(const std::vector<std::uint8_t>& grey, int width_px,
                                                    int height_px) {
  std::vector<std::uint8_t> copy(grey);  // cv::Mat takes no const data.
  return encode(cv::Mat(height_px, width_px, CV_8UC1, copy.data()));
}

}  // namespace deepcars::report
