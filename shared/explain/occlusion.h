// Occlusion: hide one place after another and see how the answer moves.
#pragma once

#include <memory>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// How much the target falls when a window of the photo is replaced by the fill (Zeiler and Fergus, "Visualizing and
/// Understanding Convolutional Networks", 2014): above 0, what is there raises the target. Windows have soft edges,
/// because a hard edge is itself a feature, and stand on two grids: 7 x 7, then 14 x 14. A pixel's value is the mean
/// over the grids of what the windows that cover it moved, weighted by how far they cover it. The outermost windows
/// hang over the border by half, so that it is covered as often as the middle. The tiles are the finest finished
/// grid's windows. Signed. One row of windows per step.
std::unique_ptr<Explanation> begin_occlusion(const Subject& subject, const MethodOptions& options);

}  // namespace deepcars::explain
