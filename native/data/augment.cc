#include "native/data/augment.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "native/data/random.h"

namespace deepcars::native {
namespace {

cv::Rect random_crop(cv::Size size, const AugmentOptions& options, Random& random) {
  const double area = random.uniform(options.least_area, 1.0);
  const double jitter = std::exp(random.uniform(-1.0, 1.0) * std::log(options.aspect_jitter));
  const auto side = [](int whole, double share) {
    return std::clamp(static_cast<int>(std::lround(whole * share)), 1, whole);
  };
  const int width = side(size.width, std::sqrt(area * jitter));
  const int height = side(size.height, std::sqrt(area / jitter));
  const int x = static_cast<int>(random.below(static_cast<std::size_t>(size.width - width + 1)));
  const int y = static_cast<int>(random.below(static_cast<std::size_t>(size.height - height + 1)));
  return {x, y, width, height};
}

/// Saturation, contrast and brightness are one affine map of (R, G, B): one pass over the pixels.
void jitter_colors(cv::Mat& picture, const AugmentOptions& options, Random& random) {
  const double saturation =
      random.chance(options.grey_probability)
          ? 0.0
          : random.uniform(1 - options.saturation_jitter, 1 + options.saturation_jitter);
  const double contrast = random.uniform(1 - options.contrast_jitter, 1 + options.contrast_jitter);
  const double brightness = random.uniform(1 - options.brightness_jitter, 1 + options.brightness_jitter);
  const cv::Scalar mean = cv::mean(picture);
  const double luma[3] = {0.299, 0.587, 0.114};  // Rec. 601
  const double mean_luma = mean[0] * luma[0] + mean[1] * luma[1] + mean[2] * luma[2];
  cv::Matx34f map;
  for (int out = 0; out < 3; ++out) {
    for (int in = 0; in < 3; ++in) {
      const double mixed = (1 - saturation) * luma[in] + (in == out ? saturation : 0.0);
      map(out, in) = static_cast<float>(brightness * contrast * mixed);
    }
    map(out, 3) = static_cast<float>(brightness * (1 - contrast) * mean_luma);
  }
  cv::transform(picture, picture, map);
}

void rescale(cv::Mat& picture, Random& random) {
  const cv::Size size = picture.size();
  const double factor = random.uniform(0.3, 0.8);
  cv::Mat small;
  cv::resize(picture, small,
             {std::max(1, static_cast<int>(size.width * factor)),
              std::max(1, static_cast<int>(size.height * factor))},
             0, 0, cv::INTER_AREA);
  cv::resize(small, picture, size, 0, 0, random.chance(0.5) ? cv::INTER_LINEAR : cv::INTER_CUBIC);
}

void recompress(cv::Mat& picture, Random& random) {
  const int quality = static_cast<int>(random.uniform(30, 91));
  std::vector<std::uint8_t> bytes;
  // The coder expects blue first; which primary is called red hardly matters to it, but it subsamples colour.
  cv::cvtColor(picture, picture, cv::COLOR_RGB2BGR);
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  cv::imdecode(bytes, cv::IMREAD_COLOR, &picture);
  cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
}

cv::Mat augmented(const cv::Mat& photo, const AugmentOptions& options, Random& random) {
  cv::Mat picture = photo(random_crop(photo.size(), options, random)).clone();
  if (random.chance(0.5)) cv::flip(picture, picture, 1);
  jitter_colors(picture, options, random);
  if (random.chance(options.blur_probability)) {
    cv::GaussianBlur(picture, picture, {}, random.uniform(0.3, 1.5));
  }
  if (random.chance(options.rescale_probability)) rescale(picture, random);
  if (random.chance(options.jpeg_probability)) recompress(picture, random);
  return picture;
}

}  // namespace

Expected<image::Image> augment(const image::Image& photo, const AugmentOptions& options, std::uint64_t seed) {
  try {
    Random random(seed);
    // OpenCV has no read-only view; augmented copies before it writes.
    const cv::Mat view(photo.height_px, photo.width_px, CV_8UC3, const_cast<std::uint8_t*>(photo.rgb.data()));
    const cv::Mat result = augmented(view, options, random);
    return image::Image{result.cols, result.rows,
                        std::vector<std::uint8_t>(result.datastart, result.dataend)};
  } catch (const cv::Exception& problem) {
    return failure(ErrorCode::image_damaged, "a photo cannot be augmented: " + problem.err,
                   "report this photo");
  }
}

}  // namespace deepcars::native
