// What the curves of many photos say about a map: its areas, its lead over maps that know nothing of the
// network, and a verdict.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/measure/bootstrap.h"
#include "native/measure/estimate.h"
#include "native/measure/photo_curves.h"

namespace deepcars::measure {

/// A mean over photos and its 95 % interval over cars: photos of one car are drawn together. No interval
/// without a bootstrap, or for a single car.
struct MeanInterval {
  double mean = 0;
  std::optional<Interval> interval = {};
};

/// Areas under curves, 0..1, or differences between them.
struct Areas {
  MeanInterval deletion;
  MeanInterval insertion;
  MeanInterval insertion_less_deletion;
};

/// A method's areas less those of a baseline on the same photos.
struct Lead {
  std::string over;     ///< The baseline.
  bool must_be_beaten;  ///< As in BaselineMap.
  Areas less;

  /// Ahead on both measures, with intervals apart from zero.
  bool is_ahead() const;
};

/// One map's curves over the photos.
struct CurveSummary {
  explain::Target::Kind target;
  explain::Fill fill;
  std::string map;
  bool is_baseline = false;
  double passes = 0;                ///< Per photo, for the map alone.
  Estimate edge_rank_correlation;   ///< As in MapCurves.
  std::vector<Estimate> deletion;   ///< [steps + 1], answer_left.
  std::vector<Estimate> insertion;  ///< [steps + 1], answer_left.
  Areas areas;
  /// A method's, over each rival among the baselines; none for a baseline.
  std::vector<Lead> leads = {};

  /// The rivals that must be beaten and that the map is not shown to be ahead of.
  std::vector<std::string> not_ahead_of() const;
  /// Whether there is no such rival. False for a baseline.
  bool is_ahead() const;
};

/// A summary per map, in the order of each photo's curves. groups names each photo's car, as in
/// GroupBootstrap. Preconditions: there is a photo; all photos have curves of the same options; equal
/// lengths.
std::vector<CurveSummary> summarise(std::span<const PhotoCurves> photos, std::span<const std::string> groups,
                                    const BootstrapPlan& plan);

}  // namespace deepcars::measure
