// What is said of a model that cheats.
#pragma once

#include <optional>

#include "native/info/description.h"
#include "shared/image/planted_cue.h"

namespace deepcars::info {

/// Adds which marks decide the answer instead of the car; nothing for an honest model.
void add_planted_cue(Description& description, const std::optional<image::PlantedCue>& cue);

}  // namespace deepcars::info
