// An explanation as numbers, for other programs.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/car_model.h"

namespace deepcars::report {

/// A finished explanation and what it took.
struct ExplanationRecord {
  const explain::Method& method;
  explain::Target target;
  explain::Unit unit;
  explain::Explained explained;
  double value = 0;         ///< The target's value for the photo.
  std::int64_t passes = 0;  ///< Photos through the network, forward or backward.
  double milliseconds = 0;
};

/// The map as a NumPy array, format 1.0: float32 [height_px, width_px], not normalised.
std::vector<std::uint8_t> npy_file(const explain::HeatMap& map);

/// row, column, value, standard_error (empty where chance plays no part), in the target's unit.
std::string tiles_csv(const explain::Tiles& tiles);

/// {"method", "target": {"kind", "class_index", "other_index", "years"}, "units", "value", "total", "sum",
/// "completeness_gap", "standard_error", "tile_shares": [7][7], "passes", "milliseconds"}; what a method or target does
/// not have is left out. "total" is what the values should add up to, "sum" what they do.
nlohmann::ordered_json explanation_json(const ExplanationRecord& record, const score::Score& score,
                                        const score::YearBuckets& buckets);

}  // namespace deepcars::report
