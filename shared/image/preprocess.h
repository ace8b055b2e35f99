// From a picture to the network's input, the same for training, command line and page.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::image {

/// How a picture becomes an input; stored in the weight file's metadata.
struct InputSpec {
  int size_px = 224;                                     ///< Input is [3, size_px, size_px].
  std::array<float, 3> mean = {0.485f, 0.456f, 0.406f};  ///< Per channel (R, G, B), of values 0..1.
  std::array<float, 3> std = {0.229f, 0.224f, 0.225f};   ///< Likewise; each above 0.

  bool operator==(const InputSpec&) const = default;
};

/// Squashes the picture to a square and normalises: (value - mean) / std. Returns [3, size_px, size_px].
/// Equals torchvision's ToTensor, Resize((s, s), antialias=True), Normalize(mean, std).
/// Precondition: the picture has at least one pixel.
std::vector<float> preprocess(const Image& picture, const InputSpec& spec);

/// The second half of preprocess, in place: planes [3, height, width] of values 0..1 -> (value - mean) / std.
void normalise(std::vector<float>& planes, const InputSpec& spec);

/// The picture that an input [3, size_px, size_px] shows: the inverse of normalise, rounded to whole values 0..255.
Image picture_of(std::span<const float> input, const InputSpec& spec);

}  // namespace deepcars::image
