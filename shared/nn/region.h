// Rectangles of pixels, and what a change of one layer's input changes in its output.
#pragma once

#include <span>
#include <vector>

#include "shared/nn/conv2d_shape.h"
#include "shared/nn/pool_shape.h"

namespace deepcars::nn {

/// A rectangle of pixels of one image of a feature map.
struct Region {
  int image;
  int top;
  int left;
  int height;
  int width;

  int bottom() const { return top + height; }  ///< The row after the last.
  int right() const { return left + width; }   ///< The column after the last.
};

/// The smallest region that contains both. Precondition: they are of the same image.
Region joined(const Region& a, const Region& b);

/// All pixels of `images` images of this size: one region for each.
std::vector<Region> whole_images(int images, int height, int width);

/// The number of pixels in all regions.
int pixel_count(std::span<const Region> regions);

/// The pixels of the output, out_height x out_width, that may change in any bit when the input changes within
/// `changed` only, with the fast kernels: the change's projective field (Nakandala et al., "Incremental and
/// Approximate Inference for Faster Occlusion-based Deep CNN Explanations", 2019). With Winograd it is larger
/// than by the convolution's definition, because a tile's outputs share their rounding.
Region changed_output(const Conv2dShape& shape, const Region& changed, int out_height, int out_width);
/// The same for a max pool.
Region changed_output(const PoolShape& shape, const Region& changed, int out_height, int out_width);

/// The pixels of the input, in_height x in_width, that the max pool reads for the output pixels `wanted`.
Region needed_input(const PoolShape& shape, const Region& wanted, int in_height, int in_width);

/// The whole tiles of Winograd's kernel that the region touches, as far as they are in a map of this size.
Region whole_winograd_tiles(const Region& region, int height, int width);

}  // namespace deepcars::nn
