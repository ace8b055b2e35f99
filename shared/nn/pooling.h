// The two pooling layers for the fast kernels.
#pragma once

#include <cstdint>

#include "shared/nn/feature_map.h"
#include "shared/nn/pool_shape.h"
#include "shared/nn/region.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::nn {

/// Rows (or columns) of the max pool's output.
constexpr int max_pool_size(int size) { return max_pool_shape.out_size(size); }

/// max_pool_shape over in [N,H,W,C] -> out [N,OH,OW,C]. argmax [N,OH,OW,C] is the index 0..8 in the window,
/// row by row, of the first maximum; it may be null.
void max_pool_forward(const FeatureMap& in, FeatureMap& out, std::uint8_t* argmax, ThreadPool& pool);

/// The same for one part of out only, without argmax; the rest of out stays as it is.
void max_pool_forward(const FeatureMap& in, const Region& region, FeatureMap& out, ThreadPool& pool);

/// out_gradient and argmax [N,OH,OW,C] -> in_gradient [N,H,W,C].
void max_pool_input_backward(const std::uint8_t* argmax, const FeatureMap& out_gradient,
                             FeatureMap& in_gradient, ThreadPool& pool);

/// in [N,H,W,C] -> out [N,1,1,C], the mean over the pixels.
void global_average_pool_forward(const FeatureMap& in, FeatureMap& out);

/// out_gradient [N,1,1,C] -> in_gradient [N,H,W,C].
void global_average_pool_input_backward(const FeatureMap& out_gradient, FeatureMap& in_gradient);

}  // namespace deepcars::nn
