#include "native/report/thumbnails.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "native/report/base64.h"
#include "shared/image/fit_within.h"

namespace deepcars::report {
namespace {

constexpr int kJpegQuality = 82;

/// The picture as OpenCV has pictures: blue first.
cv::Mat blue_first(image::Image picture) {
  cv::Mat pixels;
  cv::cvtColor(cv::Mat(picture.height_px, picture.width_px, CV_8UC3, picture.rgb.data()), pixels,
               cv::COLOR_RGB2BGR);
  return pixels;
}

}  // namespace

Expected<std::string> jpeg_data_uri(const image::Image& picture, int longest_side_px) {
  std::vector<unsigned char> file;
  bool encoded = false;
  try {
    encoded = cv::imencode(".jpg", blue_first(image::fit_within(picture, longest_side_px)), file,
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
