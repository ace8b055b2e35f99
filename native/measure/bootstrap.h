// The bootstrap with whole groups of photos: how far a number would move on other cars.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/random.h"

namespace deepcars::measure {

inline constexpr double interval_level = 0.95;

/// The middle 95 % of what resamples gave.
struct Interval {
  double low = 0;
  double high = 0;
};

/// How to resample. With no resamples there are no intervals.
struct BootstrapPlan {
  int resamples = 1000;
  std::uint64_t seed = 1;
};

/// Draws as many groups as there are, with replacement, and takes all photos of each. Photos of one car are
/// alike, so they come and go together; drawing single photos would make the intervals too narrow (the
/// cluster bootstrap: Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8).
class GroupBootstrap {
 public:
  /// groups names each photo's group; a photo without a name is a group of its own.
  GroupBootstrap(std::span<const std::string> groups, std::uint64_t seed);

  std::size_t groups() const { return members_.size(); }
  /// Positions of the next resample's photos; valid until the next call.
  const std::vector<std::size_t>& next();

 private:
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::size_t> positions_;
  Random random_;
};

/// The percentile interval (Efron, 1981), with linear interpolation between order statistics. Nothing for no
/// values, or if one is not a finite number.
std::optional<Interval> percentile_interval(std::vector<double> values, double level = interval_level);

/// The interval of the mean of values. Nothing without resamples or with fewer than two groups, because one
/// group says nothing about others. Precondition: equal lengths.
std::optional<Interval> mean_interval(std::span<const double> values, std::span<const std::string> groups,
                                      const BootstrapPlan& plan);

}  // namespace deepcars::measure
