#include "native/report/thumbnails.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "native/report/base64.h"

namespace deepcars::report {
namespace {

constexpr int kJpegQuality = 82;

/// In OpenCV's order, blue first.
cv::Mat reduced(const image::Image& picture, int longest_side_px) {
  std::vector<std::uint8_t> copy(picture.rgb);  // cv::Mat takes no const data.
  cv::Mat pixels;
  cv::cvtColor(cv::Mat(picture.height_px, picture.width_px, CV_8UC3, copy.data()), pixels, cv::COLOR_RGB2BGR);
  const double scale = static_cast<double>(longest_side_px) / std::max(pixels.cols, pixels.rows);
  if (scale >= 1) return pixels;
  const auto side = [&](int px) { return std::max(1, static_cast<int>(std::lround(px * scale))); };
  cv::Mat small;
  cv::resize(pixels, small, cv::Size(side(pixels.cols), side(pixels.rows)), 0, 0, cv::INTER_AREA);
  return small;
}

}  // namespace

Expected<std::string> jpeg_data_uri(const image::Image& picture, int longest_side_px) {
  std::vector<unsigned char> file;
  bool encoded = false;
  try {
    encoded = cv::imencode(".jpg", reduced(picture, longest_side_px), file,
                           {cv::IMWRITE_JPEG_QUALITY, kJpegQuality});
  } catch (const cv::Exception&) {
    encoded = false;
  }
  if (!encoded) {
    return failure(ErrorCode::invalid_argument, "a picture of " + std::to_string(picture.width_px) + " x " +
                                                    std::to_string(picture.height_px) +
                                                    " pixels cannot be written as JPEG");
  }
  return "data:image/jpeg;base64," + base64(file);
}

}  // namespace deepcars::report
