// The deletion and insertion curves of one photo: every map, every fill, both targets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/measure/method_map.h"
#include "shared/explain/fill.h"
#include "shared/measure/answer_left.h"

namespace deepcars::measure {

/// The targets whose maps are tested: the bucket that is likeliest for the whole photo, and the expected
/// year. Each has maps of its own.
inline constexpr std::array tested_targets = {explain::Target::Kind::top_class,
                                              explain::Target::Kind::expected_year};

struct CurveOptions {
  std::vector<const explain::Method*> methods = {};
  std::vector<explain::Fill> fills = {explain::Fill::blurred, explain::Fill::mean_color};
  /// Steps of a curve; each exchanges the same share of the pixels. At least 1.
  int steps = default_curve_steps;
  /// Seeds the random maps and the order of equal values.
  std::uint64_t seed = 0;
};

/// The curves of one map of one photo. Deletion takes pixels out: the lower its area, the better. Insertion
/// puts them in: the higher, the better.
struct MapCurves {
  explain::Target::Kind target;
  explain::Fill fill;
  std::string map;          ///< A method's name or a baseline's.
  std::int64_t passes = 0;  ///< What the map cost; 0 for a baseline.
  /// With edge_map, between absolute values: a map of the edges has said nothing about the network.
  double edge_rank_correlation = 0;
  std::vector<double> deletion = {};   ///< [steps + 1], answer_left.
  std::vector<double> insertion = {};  ///< [steps + 1], answer_left.
};

/// For each of tested_targets, for each fill: the methods, then baseline_maps().
using PhotoCurves = std::vector<MapCurves>;

/// Maps and curves of a photo that has been scored. The random maps follow from the seed and the photo's
/// content, whatever other photos are measured. Nothing if `passes_done` stopped the work. Errors: those of
/// method_map; invalid_argument without fills or steps; internal if an answer is not a finite number.
Expected<std::optional<PhotoCurves>> photo_curves(const CarModel& model, const PhotoToExplain& photo,
                                                  const CurveOptions& options, nn::ThreadPool& pool,
                                                  const PassesDone& passes_done);

/// How many passes photo_curves is going to report: an estimate as expected_passes is.
std::int64_t expected_curve_passes(const CurveOptions& options);

}  // namespace deepcars::measure
