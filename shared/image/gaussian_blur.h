// Gaussian blur of planes.
#pragma once

#include <span>
#include <vector>

namespace deepcars::image {

/// Blurs each plane of [planes, height, width] with a Gaussian of this standard deviation, cut off at four of
/// them; past the edges the plane is mirrored without repeating its border (OpenCV's BORDER_REFLECT_101).
/// Preconditions: the number of values is a multiple of height * width; sigma_px > 0.
std::vector<float> gaussian_blur(std::span<const float> planes, int height, int width, double sigma_px);

}  // namespace deepcars::image
