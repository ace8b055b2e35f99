// Integrated gradients: the gradient gathered along the way from a fill to the photo.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// (photo - fill) times the mean gradient along the straight line between them, summed over channels (Sundararajan et
/// al., "Axiomatic Attribution for Deep Networks", 2017), by the midpoint rule. Signed; the map's values add up to
/// target(photo) - target(fill), but for the completeness gap. One point of the line per step.
std::unique_ptr<Explanation> begin_integrated_gradients(const Subject& subject, const MethodOptions& options);

}  // namespace deepcars::explain
