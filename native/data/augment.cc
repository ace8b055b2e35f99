#include "native/data/augment.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "native/base/jpeg.h"
#include "shared/random.h"

namespace deepcars::data {
namespace {

cv::Rect random_crop(cv::Size size, const AugmentOptions& options, Random& random) {
  const double area = random.uniform(options.min_area, 1.0);
  const double jitter = std::exp(random.uniform(-1.0, 1.0) * std::log(options.aspect_jitter));
  const auto side = [](int whole, double share) {
    return std::clamp(static_cast<int>(std::lround(whole * share)), 1, whole);
  };
  const int width = side(size.width, std::sqrt(area * jitter));
  const int height = side(size.height, std::sqrt(area / jitter));
  const int x = static_cast<int>(random.below(static_cast<std::size_t>(size.width - width) + 1));
  const int y = static_cast<int>(random.below(static_cast<std::size_t>(size.height - height) + 1));
  return {x, y, width, height};
}

/// Saturation, contrast, brightness and tint are one affine map of (R, G, B): one pass over the pixels.
void jitter_colors(cv::Mat& picture, const AugmentOptions& options, Random& random) {
  const double saturation =
      random.chance(options.grey_probability)
          ? 0.0
          : random.uniform(1 - options.saturation_jitter, 1 + options.saturation_jitter);
  const double contrast = random.uniform(1 - options.contrast_jitter, 1 + options.contrast_jitter);
  const double exposure = random.uniform(1 - options.brightness_jitter, 1 + options.brightness_jitter);
  const cv::Scalar mean = cv::mean(picture);
  const double luma[3] = {0.299, 0.587, 0.114};  // Rec. 601
  const double mean_luma = mean[0] * luma[0] + mean[1] * luma[1] + mean[2] * luma[2];
  cv::Matx34f map;
  for (int out = 0; out < 3; ++out) {
    const double brightness = exposure * random.uniform(1 - options.tint_jitter, 1 + options.tint_jitter);
    for (int in = 0; in < 3; ++in) {
      const double mixed = (1 - saturation) * luma[in] + (in == out ? saturation : 0.0);
      map(out, in) = static_cast<float>(brightness * contrast * mixed);
    }
    map(out, 3) = static_cast<float>(brightness * (1 - contrast) * mean_luma);
  }
  cv::transform(picture, picture, map);
}

/// The photo on a larger canvas, somewhere: mirrored surroundings, smeared edges, or plain colour.
cv::Mat zoom_out(const cv::Mat& picture, double most, Random& random) {
  const auto extra = [&](int side) {
    return static_cast<int>(std::lround(side * (random.uniform(1, most) - 1)));
  };
  const int across = extra(picture.cols), down = extra(picture.rows);
  const int left = static_cast<int>(random.below(static_cast<std::size_t>(across) + 1));
  const int top = static_cast<int>(random.below(static_cast<std::size_t>(down) + 1));
  constexpr int borders[] = {cv::BORDER_REFLECT, cv::BORDER_REPLICATE, cv::BORDER_CONSTANT};
  const int border = borders[random.below(3)];
  const cv::Scalar color(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256));
  cv::Mat wide;
  cv::copyMakeBorder(picture, wide, top, down - top, left, across - left, border, color);
  return wide;
}

/// Up to 6 degrees, 10 % shear, and a fifth's difference in height from one end to the other.
void warp(cv::Mat& picture, Random& random) {
  const auto width = static_cast<float>(picture.cols), height = static_cast<float>(picture.rows);
  const double angle = random.uniform(-6, 6) * CV_PI / 180, shear = random.uniform(-0.1, 0.1);
  const std::vector<cv::Point2f> from = {{0, 0}, {width, 0}, {width, height}, {0, height}};
  std::vector<cv::Point2f> to;
  for (const cv::Point2f& corner : from) {
    const double x = corner.x - width / 2, y = corner.y - height / 2;
    const auto jitter = [&](float side) { return random.uniform(-0.05, 0.05) * side; };
    to.emplace_back(
        static_cast<float>(width / 2 + std::cos(angle) * x - std::sin(angle) * y + shear * y + jitter(width)),
        static_cast<float>(height / 2 + std::sin(angle) * x + std::cos(angle) * y + jitter(height)));
  }
  cv::warpPerspective(picture, picture, cv::getPerspectiveTransform(from, to), picture.size(),
                      cv::INTER_LINEAR, cv::BORDER_REFLECT);
}

/// A patch of 3 to 20 % of the area becomes noise.
void erase(cv::Mat& picture, Random& random) {
  const double area = random.uniform(0.03, 0.2), aspect = std::exp(random.uniform(-1, 1));
  const int width = std::clamp(static_cast<int>(picture.cols * std::sqrt(area * aspect)), 1, picture.cols);
  const int height = std::clamp(static_cast<int>(picture.rows * std::sqrt(area / aspect)), 1, picture.rows);
  const int x = static_cast<int>(random.below(static_cast<std::size_t>(picture.cols - width) + 1));
  const int y = static_cast<int>(random.below(static_cast<std::size_t>(picture.rows - height) + 1));
  cv::Mat patch = picture(cv::Rect(x, y, width, height));
  cv::RNG noise(random.below(std::size_t{1} << 32));
  noise.fill(patch, cv::RNG::UNIFORM, 0, 256);
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

/// A picture of OpenCV's that has its pixels for itself, as an image.
image::Image image_of(const cv::Mat& picture) {
  return {picture.cols, picture.rows, std::vector<std::uint8_t>(picture.datastart, picture.dataend)};
}

Expected<void> recompress(cv::Mat& picture, Random& random) {
  const auto file = base::encode_jpeg(image_of(picture), static_cast<int>(random.uniform(30, 91)));
  if (!file) return tl::unexpected(file.error());
  auto decoded = base::decode_own_jpeg(*file);
  if (!decoded) return tl::unexpected(decoded.error());
  cv::Mat(picture.size(), CV_8UC3, decoded->rgb.data()).copyTo(picture);
  return {};
}

Expected<cv::Mat> augmented(const cv::Mat& photo, const AugmentOptions& options, Random& random) {
  cv::Mat picture = photo(random_crop(photo.size(), options, random)).clone();
  if (random.chance(options.mirror_probability)) cv::flip(picture, picture, 1);
  if (random.chance(options.zoom_out_probability)) {
    picture = zoom_out(picture, options.max_zoom_out, random);
  }
  if (random.chance(options.warp_probability)) warp(picture, random);
  jitter_colors(picture, options, random);
  if (random.chance(options.blur_probability)) {
    cv::GaussianBlur(picture, picture, {}, random.uniform(0.3, 1.5));
  }
  if (random.chance(options.rescale_probability)) rescale(picture, random);
  if (random.chance(options.jpeg_probability)) {
    if (auto done = recompress(picture, random); !done) return tl::unexpected(done.error());
  }
  if (random.chance(options.erase_probability)) erase(picture, random);
  return picture;
}

}  // namespace

AugmentOptions augment_options(Augmentation augmentation) {
  AugmentOptions options;
  if (augmentation == Augmentation::none) return options;
  options.min_area = 0.5;
  options.aspect_jitter = 1.25;
  options.mirror_probability = 0.5;
  options.brightness_jitter = 0.3;
  options.contrast_jitter = 0.3;
  options.saturation_jitter = 0.4;
  if (augmentation == Augmentation::light) return options;
  options.min_area = 0.4;
  options.zoom_out_probability = 0.35;
  options.warp_probability = 0.3;
  options.tint_jitter = 0.12;
  options.grey_probability = 0.2;
  options.blur_probability = 0.2;
  options.rescale_probability = 0.35;
  options.jpeg_probability = 0.4;
  options.erase_probability = 0.2;
  return options;
}

Expected<image::Image> augment(const image::Image& photo, const AugmentOptions& options, std::uint64_t seed) {
  try {
    Random random(seed);
    // OpenCV has no read-only view; augmented copies before it writes.
    const cv::Mat view(photo.height_px, photo.width_px, CV_8UC3, const_cast<std::uint8_t*>(photo.rgb.data()));
    return augmented(view, options, random).map(image_of);
  } catch (const cv::Exception& problem) {
    return failure(ErrorCode::internal, "OpenCV cannot augment the photo: " + problem.err,
                   "leave the photo out, and report it as a fault of deepCars");
  }
}

}  // namespace deepcars::data
