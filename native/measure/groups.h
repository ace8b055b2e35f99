// The measures for parts of the photos: a decade, a make, a source.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/measure/bootstrap.h"
#include "native/measure/evaluated_photo.h"

namespace deepcars::measure {

/// The year errors of some of the photos, beside the median-year baseline on the same photos.
struct Group {
  std::string name;  ///< "1990s", a make, or a source.
  std::size_t photos = 0;
  double mae_years = 0;
  std::optional<Interval> mae_interval_years = {};
  double macro_mae_years = 0;  ///< Mean over the decades that the group has.
  double median_year_mae_years = 0;
  double median_year_macro_mae_years = 0;
  std::optional<double> range_coverage = {};         ///< As in Summary.
  std::optional<double> unfamiliar_share = {};       ///< Share of photos that are called unfamiliar.
  std::optional<double> rank_correlation_year = {};  ///< Between expected year and year.
};

/// Groups by name, sorted by name; a photo without one is in "(unnamed)".
std::vector<Group> group_photos(std::span<const EvaluatedPhoto> photos, double median_year,
                                const BootstrapPlan& plan,
                                const std::function<std::string(const EvaluatedPhoto&)>& name_of);

}  // namespace deepcars::measure
