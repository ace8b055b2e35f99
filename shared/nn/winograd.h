// Winograd's minimal filtering for the 3x3 convolutions with stride 1: a quarter of the multiplications.
// Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", 2016; F(4x4, 3x3).
#pragma once

#include "shared/nn/convolve.h"

namespace deepcars::nn {

/// in [N,H,W,C] with a border of at least 1 -> out [N,H,W,K] = its convolution with filter [3,3,C,K], stride
/// 1, padding 1, + bias (+ residual [N,H,W,K]) (then ReLU if relu). residual is null or has out's shape and
/// border; it may be out itself. Equal to convolve up to rounding, whose error is a few times as large.
/// Results do not depend on the number of threads.
void winograd_convolve(const PackedFilter& filter, const FeatureMap& in, const FeatureMap* residual,
                       bool relu, Rounding rounding, FeatureMap& out, ThreadPool& pool);

/// The same for parts of the output only, with the same bits: for all tiles that the regions touch, which must
/// not share one (whole_winograd_tiles). The rest of out stays as it is.
void winograd_convolve(const PackedFilter& filter, std::span<const Region> regions, const FeatureMap& in,
                       const FeatureMap* residual, bool relu, Rounding rounding, FeatureMap& out,
                       ThreadPool& pool);

}  // namespace deepcars::nn
