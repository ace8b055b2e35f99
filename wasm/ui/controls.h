// The controls: saliency method, target, and opacity of the overlay.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// Draws three controls in a row, or below one another if narrow; changes state.choice.
/// Returns the height that they take, in CSS pixels.
float draw_controls(const Theme& theme, ViewState& state, ImVec2 at, float width, bool narrow);

}  // namespace deepcars::ui
