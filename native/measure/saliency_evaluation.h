// Everything that is measured about explanations.
#pragma once

#include <optional>
#include <vector>

#include "native/measure/curve_summary.h"
#include "native/measure/part_exchange.h"
#include "native/measure/sanity_check.h"

namespace deepcars::measure {

/// How far the maps can be trusted: whether the pixels that they point at carry the answer, and whether they
/// depend on what the network learnt.
struct SaliencyEvaluation {
  std::size_t photos = 0;  ///< Measured.
  std::size_t cars = 0;    ///< Groups of photos that the intervals draw.
  int size_px = 0;         ///< Side of the network's input.
  CurveOptions options;
  BootstrapPlan plan;
  std::vector<CurveSummary> curves;
  std::optional<SanityCheck> sanity = {};                 ///< Nothing if it was left out.
  std::optional<PartExchangeEvaluation> drawn_cars = {};  ///< Likewise.
};

}  // namespace deepcars::measure
