// How alike two heat maps of one photo are.
#pragma once

#include <optional>

#include "shared/explain/heat_map.h"

namespace deepcars::measure {

/// The measures of Adebayo et al., "Sanity Checks for Saliency Maps" (2018). All are 1 for equal maps.
struct MapSimilarity {
  /// Spearman's, between absolute values; 0 if a map is constant.
  double rank_correlation = 0;
  /// With signs; for signed maps only.
  std::optional<double> signed_rank_correlation = {};
  /// Between absolute values, normalised as they are shown.
  double structural_similarity = 0;
};

/// Preconditions: equal sizes, both signed or neither.
MapSimilarity map_similarity(const explain::HeatMap& a, const explain::HeatMap& b);

/// The mean structural similarity (Wang et al., "Image Quality Assessment: From Error Visibility to
/// Structural Similarity", 2004) of maps with values 0..1: Gaussian window of 11 px and sigma 1.5 px, K1 =
/// 0.01, K2 = 0.03.
double structural_similarity(const explain::HeatMap& a, const explain::HeatMap& b);

}  // namespace deepcars::measure
