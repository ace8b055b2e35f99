// What an evaluation says of familiarity and neighbours, as JSON and as text.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "native/measure/familiarity_evaluation.h"
#include "native/measure/neighbour_evaluation.h"

namespace deepcars::report {

/// {"cars", "others" (photos), "cars_flagged", "others_flagged" (shares), "detections": [{"key", "words", "auc",
///  "auc_interval" ([low, high] or null), "caught_at_2_percent"}, ...]}
nlohmann::ordered_json familiarity_json(const measure::FamiliarityEvaluation& evaluation);

/// {"photos", "neighbours_each", "distance_years", "distance_years_by_chance", "same_make", "same_make_by_chance"}
nlohmann::ordered_json neighbours_json(const measure::NeighbourEvaluation& evaluation);

/// For a terminal; empty if neither was measured.
std::string features_table(const std::optional<measure::FamiliarityEvaluation>& familiarity,
                           const std::optional<measure::NeighbourEvaluation>& neighbours);

}  // namespace deepcars::report
