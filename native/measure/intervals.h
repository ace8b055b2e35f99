// The bootstrap of all measures at once: the model and the baselines on the same resamples.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/bootstrap.h"
#include "native/measure/outcomes.h"

namespace deepcars::measure {

/// Both ends of the interval of every measure; a measure that no resample defines has none.
struct SummaryInterval {
  Summary low;
  Summary high;

  std::optional<Interval> of(const Measure& measure) const;
};

/// The intervals of one baseline, and of how far the model is from it.
struct BaselineIntervals {
  SummaryInterval baseline;
  /// The interval of the difference within each resample, not the difference of two intervals.
  SummaryInterval model_minus_baseline;
};

struct Intervals {
  BootstrapPlan plan;
  std::size_t groups = 0;  ///< Split groups among the photos.
  SummaryInterval model;
  std::vector<BaselineIntervals> baselines;  ///< In the order given.
};

/// Nothing without resamples or with fewer than two groups. Macro measures are over the buckets or decades
/// that a resample has. Precondition: all hold the same photos in the same order; groups names the split
/// group of each.
std::optional<Intervals> bootstrap_intervals(std::span<const Outcome> model,
                                             std::span<const std::vector<Outcome>> baselines,
                                             std::span<const std::string> groups, const BootstrapPlan& plan);

}  // namespace deepcars::measure
