// Training augmentation: the same car under another camera, light and compression.
#pragma once

#include <cstdint>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::native {

/// How far augmentation goes; probabilities are 0..1.
struct AugmentOptions {
  double least_area = 0.5;         ///< Of the photo that a random crop keeps; 1 keeps it whole.
  double aspect_jitter = 1.25;     ///< The crop's aspect is the photo's times 1/jitter..jitter.
  double brightness_jitter = 0.3;  ///< Factors 1 - j .. 1 + j, likewise the next two.
  double contrast_jitter = 0.3;
  double saturation_jitter = 0.4;
  double grey_probability = 0.1;
  double blur_probability = 0.15;
  double rescale_probability = 0.3;  ///< Down and up again: old photos must not be told by their resolution.
  double jpeg_probability = 0.3;     ///< Compression at quality 30..90, for the same reason.
};

/// A random variant of a photo, the same for the same seed: crop, mirror, colours, blur, rescaling, JPEG.
/// Its size is that of the crop. Errors: image_damaged if OpenCV refuses, which names why.
Expected<image::Image> augment(const image::Image& photo, const AugmentOptions& options, std::uint64_t seed);

}  // namespace deepcars::native
