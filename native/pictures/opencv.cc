#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "native/pictures/decoders.h"

namespace deepcars::pictures {
namespace {

/// The picture as 8-bit RGBA; empty if it is of a kind without a meaning as a photo, such as floating point.
cv::Mat as_rgba(cv::Mat picture) {
  if (picture.depth() == CV_16U) picture.convertTo(picture, CV_8U, 1.0 / 257);
  if (picture.depth() != CV_8U) return {};
  cv::Mat rgba;
  switch (picture.channels()) {
    case 1:
      cv::cvtColor(picture, rgba, cv::COLOR_GRAY2RGBA);
      return rgba;
    case 3:
      cv::cvtColor(picture, rgba, cv::COLOR_BGR2RGBA);
      return rgba;
    case 4:
      cv::cvtColor(picture, rgba, cv::COLOR_BGRA2RGBA);
      return rgba;
    default:
      return {};
  }
}

}  // namespace

void decode_by_opencv(const Request& request, Reply& reply) {
  // Its warnings about damaged files would come between our sentences.
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  reply.decoder = image::Decoder::opencv;
  // Only a view of the bytes; OpenCV's interface wants them without const.
  const cv::Mat bytes(1, static_cast<int>(request.bytes), CV_8U, const_cast<std::uint8_t*>(request.file));
  const cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  if (picture.empty()) {
    reply.problem = "OpenCV finds no picture in it";
    return;
  }
  const cv::Mat rgba = as_rgba(picture);
  if (rgba.empty()) {
    reply.problem = "its values are no colours";
    return;
  }
  if (!fits(request, rgba.cols, rgba.rows, reply)) return;
  reply.rgba.assign(rgba.datastart, rgba.dataend);
}

}  // namespace deepcars::pictures
