// The one resize: bilinear with antialiasing, as torchvision does it.
#pragma once

#include <span>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::image {

/// Scales a picture to exactly height_px x width_px, whatever its own shape.
/// Returns planar [3, height_px, width_px], values 0..1, not rounded to 8 bits.
/// Equals torchvision's ToTensor followed by Resize((height, width), antialias=True), which is PyTorch's
/// `upsample_bilinear2d_aa`: a triangle filter whose support grows with the reduction, edges renormalised.
/// Preconditions: the picture has at least one pixel; height_px and width_px are at least 1.
std::vector<float> resize_bilinear_antialias(const Image& picture, int height_px, int width_px);

/// The same filter for one plane: values [in_height, in_width] -> [out_height, out_width].
std::vector<float> resize_plane(std::span<const float> plane, int in_height, int in_width, int out_height,
                                int out_width);

}  // namespace deepcars::image
