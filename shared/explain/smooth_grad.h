// SmoothGrad: gradients of noisy copies of the photo, averaged.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// The noise's standard deviation as a share of the range of the input's values (Smilkov et al. find 0.1 to 0.2 best).
inline constexpr double smooth_grad_noise = 0.15;

/// max over channels |mean over noisy copies of d target / d input| (Smilkov et al., "SmoothGrad: Removing Noise by
/// Adding Noise", 2017). Not signed. One noisy copy per step.
std::unique_ptr<Explanation> begin_smooth_grad(const Subject& subject, const MethodOptions& options);

/// max over channels of the mean over noisy copies of (d target / d input)^2 (Hooker et al., "A Benchmark for
/// Interpretability Methods in Deep Neural Networks", 2019). Not signed. One noisy copy per step.
std::unique_ptr<Explanation> begin_smooth_grad_squared(const Subject& subject, const MethodOptions& options);

/// The root of the mean over noisy copies of (the sum over channels of gradient times (photo - fill))^2: by a first guess,
/// how far the target moves, in either direction, if the fill takes a pixel's place. Not signed. One noisy copy per
/// step. Of our own: SmoothGrad's square (Hooker et al., 2019) of gradient times input (Shrikumar et al., 2016).
std::unique_ptr<Explanation> begin_smooth_times_input(const Subject& subject, const MethodOptions& options);

}  // namespace deepcars::explain
