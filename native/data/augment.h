// Training augmentation: the same car under another camera, light and compression.
#pragma once

#include <cstdint>
#include <string>

#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::native {

/// How far augmentation goes; probabilities are 0..1. As it stands: not at all.
struct AugmentOptions {
  double least_area = 1;     ///< Of the photo that a random crop keeps; 1 keeps it whole.
  double aspect_jitter = 1;  ///< The crop's aspect is the photo's times 1/jitter..jitter.
  double mirror_probability = 0;
  double zoom_out_probability =
      0;                       ///< Surroundings are added: a car fills one source's photos and not another's.
  double most_zoom_out = 1.7;  ///< The largest side of the widened photo, of the photo's.
  double warp_probability = 0;   ///< Rotation, shear and stretch, as if seen from another place.
  double brightness_jitter = 0;  ///< Factors 1 - j .. 1 + j, likewise the next two.
  double contrast_jitter = 0;
  double saturation_jitter = 0;
  double tint_jitter = 0;       ///< Each primary's gain on its own: another white balance, or an aged print.
  double grey_probability = 0;  ///< Old photos must not be told by their lack of colour.
  double blur_probability = 0;
  double rescale_probability = 0;  ///< Down and up again: nor by their resolution.
  double jpeg_probability = 0;     ///< Compression at quality 30..90, for the same reason.
  double erase_probability = 0;    ///< Of a patch of noise (Zhong et al., "Random Erasing", 2017).
};

/// "none"; "light": crops, mirroring and colours; "strong": everything, so that one source's manner is no
/// clue to the year. Precondition: one of these words.
AugmentOptions augment_options(const std::string& word);

/// A random variant of a photo, the same for the same seed. Its size differs from the photo's. Errors:
/// image_damaged if OpenCV refuses, which names why.
Expected<image::Image> augment(const image::Image& photo, const AugmentOptions& options, std::uint64_t seed);

}  // namespace deepcars::native
