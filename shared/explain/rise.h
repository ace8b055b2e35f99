// RISE: hide random halves of the photo, and see which places were visible when the target was high.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "shared/explain/explanation.h"

namespace deepcars::explain {

/// E[target | pixel visible] - E[target], over random masks (Petsiuk et al., "RISE: Randomized Input Sampling for
/// Explanation of Black-box Models", 2018; the paper leaves out the subtraction, which moves the whole map alike). A
/// mask is a grid of 7 x 7 cells, each visible with probability 1/2, scaled up bilinearly and shifted by chance; what
/// is not visible is the fill. Signed. The standard error is the mean over pixels, each that of a ratio less a mean (by
/// the delta method). Four masks per step.
std::unique_ptr<Explanation> begin_rise(const Subject& subject, const MethodOptions& options);

/// The same with another number of cells along each side. Precondition: cells is 1..size_px.
std::unique_ptr<Explanation> begin_rise(const Subject& subject, const MethodOptions& options, int cells);

/// How visible each pixel of a mask is, [size_px, size_px], 0..1. grid is [cells + 2, cells + 2], one row and column
/// more than fit, so that it can be shifted: down and across, 0 <= shift < 1, are shares of a cell.
std::vector<float> rise_mask(std::span<const float> grid, int cells, double down, double across, int size_px);

}  // namespace deepcars::explain
