// What to explain, how, and how strongly it covers the photo.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// Three controls in a row, or below one another if the box is narrow; changes state.choice.
/// Returns the height that they take, in CSS pixels.
float draw_controls(const Theme& theme, ViewState& state, ImVec2 at, float width, bool narrow);

}  // namespace deepcars::ui
