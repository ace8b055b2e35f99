// Training augmentation: the same car under another camera, light and compression.
#pragma once

#include <cstdint>

#include "native/base/words.h"
#include "shared/error.h"
#include "shared/image/image.h"

namespace deepcars::data {

/// How much training photos are varied.
enum class Augmentation {
  none,
  light,   ///< Crops, mirroring and colours.
  strong,  ///< Everything, so that the style of one source is no clue to the year.
};
constexpr auto words(Augmentation) {
  return std::array{base::Word{Augmentation::none, "none"}, base::Word{Augmentation::light, "light"},
                    base::Word{Augmentation::strong, "strong"}};
}

/// How far each augmentation goes; probabilities are 0..1. The defaults disable every one.
struct AugmentOptions {
  double min_area = 1;       ///< The smallest share of the photo's area that a random crop keeps.
  double aspect_jitter = 1;  ///< The crop's aspect ratio is the photo's times 1/jitter..jitter.
  double mirror_probability = 0;
  /// Surroundings are added: cars fill the photos of one source and not those of another.
  double zoom_out_probability = 0;
  double max_zoom_out = 1.7;  ///< The largest factor between the sides of the widened photo and the photo's.
  double warp_probability = 0;   ///< Rotation, shear and stretch, as if seen from another place.
  double brightness_jitter = 0;  ///< Factors 1 - j .. 1 + j, like the next two.
  double contrast_jitter = 0;
  double saturation_jitter = 0;
  double tint_jitter = 0;       ///< A gain per primary: another white balance, or an aged print.
  double grey_probability = 0;  ///< So that old photos are not recognised by their lack of colour.
  double blur_probability = 0;
  double rescale_probability = 0;  ///< Down and up again: resolution is no clue either.
  double jpeg_probability = 0;     ///< Compression at quality 30..90: nor is compression.
  double erase_probability = 0;    ///< A patch becomes noise (Zhong et al., "Random Erasing", 2017).
};

/// The options of each word.
AugmentOptions augment_options(Augmentation augmentation);

/// A random variant of a photo, the same for the same seed. Its size differs from the photo's. Errors:
/// internal if OpenCV refuses, saying why; it cannot warp photos with a side above 32,766 pixels.
Expected<image::Image> augment(const image::Image& photo, const AugmentOptions& options, std::uint64_t seed);

}  // namespace deepcars::data
