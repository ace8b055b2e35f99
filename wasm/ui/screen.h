// The whole canvas: which part goes where, side by side or below one another.
#pragma once

#include "wasm/ui/theme.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// The text scale for a canvas of this width: larger on a wide screen, which is viewed from a distance.
float text_scale(float canvas_width);

/// Draws everything between ImGui::NewFrame and ImGui::Render; changes state.choice when a person chooses.
/// Returns the height that the content takes, in CSS pixels.
float draw_screen(const Theme& theme, ViewState& state);

}  // namespace deepcars::ui
