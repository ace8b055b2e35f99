// Maps of one backward pass: which pixels the answer would follow if they changed a little.
#pragma once

#include <memory>
#include <span>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// The magnitude of the gradient, max over channels |d target / d input| (Simonyan et al., "Deep Inside Convolutional
/// Networks", 2014). Not signed.
std::unique_ptr<Explanation> begin_gradient(const Subject& subject, const MethodOptions& options);

/// The gradient summed over channels, sign kept: above 0, a brighter pixel raises the target.
std::unique_ptr<Explanation> begin_signed_gradient(const Subject& subject, const MethodOptions& options);

/// The largest positive part over channels of what guided backpropagation gives, whose ReLUs also stop negative
/// gradients (Springenberg et al., "Striving for Simplicity", 2015). Not signed.
std::unique_ptr<Explanation> begin_guided_backpropagation(const Subject& subject,
                                                          const MethodOptions& options);

/// The gradient times (photo - fill), summed over channels: a first guess at what a pixel adds to the target
/// (Shrikumar et al., "Not Just a Black Box", 2016).
std::unique_ptr<Explanation> begin_gradient_times_input(const Subject& subject, const MethodOptions& options);

// The reductions over channels, gradient [3, pixels] -> map [pixels].

void largest_magnitude(std::span<const float> gradient, std::span<float> map);
void channel_sum(std::span<const float> gradient, std::span<float> map);
void largest_positive_part(std::span<const float> gradient, std::span<float> map);

}  // namespace deepcars::explain
