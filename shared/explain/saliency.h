// Saliency: which pixels the answer depends on, from its gradient with respect to the input.
#pragma once

#include <span>

#include "shared/explain/heat_map.h"
#include "shared/explain/methods.h"

namespace deepcars::explain {

/// Reduces an input gradient [3, height_px, width_px] to a map, not yet normalised.
HeatMap reduce_channels(std::span<const float> input_gradient, int height_px, int width_px, Method method);

// The reductions of the methods, input_gradient [3, pixels] -> map [pixels].

/// The largest absolute value over the channels (Simonyan et al., "Deep Inside Convolutional Networks",
/// 2014).
void largest_magnitude(std::span<const float> input_gradient, std::span<float> map);

/// The sum over the channels, sign kept: above 0, a brighter pixel raises the target.
void channel_sum(std::span<const float> input_gradient, std::span<float> map);

/// The largest positive part over the channels (Springenberg et al., "Striving for Simplicity", 2015).
void largest_positive_part(std::span<const float> input_gradient, std::span<float> map);

}  // namespace deepcars::explain
