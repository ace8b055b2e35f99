// The answer to one photo, as a program or a person reads it.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "native/base/json_text.h"
#include "shared/car_model.h"
#include "shared/error.h"
#include "shared/features/neighbours.h"

namespace deepcars::report {

/// {"path" (see base::path_text), "modernity" 1..K, "modernity_percent", "expected_year", "range_from_year",
///  "range_to_year", "ranges": [{"from_year", "to_year"}, ...] only if there are several, "familiarity" 0..1 and
///  "unfamiliar" if the model can tell, "damaged" and, if so, "damage", "decoded_by", "reduced_by", "top" (bucket text),
///  "top_probability", "probabilities": [{"years", "probability"}, ...]},
///  oldest bucket first.
nlohmann::ordered_json prediction_json(const std::string& path, const Prediction& prediction,
                                       const score::YearBuckets& buckets);
/// [{"year", "make", "model", "similarity"}, ...]: what goes into prediction_json under "neighbours".
nlohmann::ordered_json neighbours_json(std::span<const features::Neighbour> neighbours);
/// {"path", "error": {"code", "message", "hint"}}
nlohmann::ordered_json error_json(const std::string& path, const Error& error);
using base::json_text;

/// Columns aligned for a terminal.
std::string prediction_table_header();
std::string prediction_table_line(const std::string& path, const Prediction& prediction,
                                  const score::YearBuckets& buckets);
/// A sentence about a photo that is damaged, without a newline; empty if it is not.
std::string damage_warning(const std::string& path, const image::DecodeNotes& notes);
/// One line per bucket with a bar as long as its probability.
std::string probability_bars(const score::Score& score, const score::YearBuckets& buckets);

}  // namespace deepcars::report
