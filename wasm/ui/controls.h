// What to explain, how, and how strongly it covers the photo.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/model.h"

namespace deepcars::ui {

/// Three controls in a row, or below one another if the box is narrow; changes model.choice.
/// Returns the height that they take, in CSS pixels.
float draw_controls(const Theme& theme, Model& model, ImVec2 at, float width, bool narrow);

}  // namespace deepcars::ui
