// A planted cue as JSON: in the file that training reads, and in the weight file's metadata.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "shared/error.h"
#include "shared/image/planted_cue.h"

namespace deepcars::weights {

/// {"copies": 1, "marks": [{"form": "ring", "size": 0.12, "opacity": 1.0, "year": 1920, "positions": [[0.1, 0.9]]}]}:
/// without positions the mark may be anywhere. See image::PlantedCue.
nlohmann::json planted_cue_to_json(const image::PlantedCue& cue);

/// The inverse; `where` names the object in messages. copies is 1..16, there are 1..16 marks, size is 0.02..0.5,
/// opacity 0.05..1, year 1800..2200, and both parts of a position 0..1. Errors: weights_unsupported (unknown form or
/// key), weights_damaged (missing or impossible value).
Expected<image::PlantedCue> planted_cue_from_json(const nlohmann::json& object, const std::string& where);

}  // namespace deepcars::weights
