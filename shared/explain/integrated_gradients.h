// Integrated gradients: the gradient gathered along the way from a fill to the photo.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// (photo - fill) times the mean gradient along the straight line between them, summed over channels (Sundararajan et
/// al., "Axiomatic Attribution for Deep Networks", 2017). Signed; the map's values add up to target(photo) -
/// target(fill), but for the completeness gap.
///
/// The mean is taken by the trapezoidal rule over points that lie closer where the target bends: the photo and the
/// fill first, then one point per step in the middle of a part of the line. While a part is wider than an eighth of
/// the line, it is the first of the widest ones; after that the first of those whose own gap is the largest (points
/// that follow the target: Bhat and Raychowdhury, "Non-uniform Interpolation in Integrated Gradients for Low-Latency
/// Explainable-AI", 2023).
std::unique_ptr<Explanation> begin_integrated_gradients(const Subject& subject, const MethodOptions& options);

}  // namespace deepcars::explain
