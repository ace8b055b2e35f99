#include "native/data/original_input.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "native/base/photo_files.h"
#include "shared/image/preprocess.h"
#include "shared/image/resize.h"
#include "shared/random.h"

namespace deepcars::data {
namespace {

constexpr double invert_probability = 0.5;
constexpr double perspective_probability = 0.1;
constexpr double distortion_scale = 0.1;

/// torchvision's RandomPerspective: every corner moves inwards by up to distortion_scale of half the side;
/// what comes from outside is black.
void change_perspective(std::vector<float>& planes, int size, Random& random) {
  const int half = size / 2;
  const int reach = static_cast<int>(distortion_scale * half);
  const auto inwards = [&] { return static_cast<float>(random.below(static_cast<std::size_t>(reach) + 1)); };
  const auto last = static_cast<float>(size - 1);
  const std::vector<cv::Point2f> from = {{0, 0}, {last, 0}, {last, last}, {0, last}};
  std::vector<cv::Point2f> to;
  for (const cv::Point2f& corner : from) {
    const float x = inwards(), y = inwards();
    to.emplace_back(corner.x > 0 ? last - x : x, corner.y > 0 ? last - y : y);
  }
  const cv::Mat map = cv::getPerspectiveTransform(from, to);
  const std::size_t plane = planes.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    cv::Mat view(size, size, CV_32FC1, planes.data() + c * plane), warped;
    cv::warpPerspective(view, warped, map, view.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, 0);
    warped.copyTo(view);
  }
}

}  // namespace

Expected<std::vector<float>> original_training_input(const Photo& photo, int size_px, std::uint64_t seed) {
  const auto picture = base::read_photo(photo.path);
  if (!picture) return tl::unexpected(picture.error());
  Random random(seed);
  std::vector<float> planes = image::resize_bilinear_antialias(*picture, size_px, size_px);
  if (random.chance(invert_probability)) {
    for (float& value : planes) value = 1 - value;
  }
  if (random.chance(perspective_probability)) change_perspective(planes, size_px, random);
  image::normalise(planes, image::InputSpec{});
  return planes;
}

}  // namespace deepcars::data
