// The whole canvas: which part goes where, side by side or below one another.
#pragma once

#include "wasm/ui/theme.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// How large text should be on a canvas of this width: larger on a wide screen, which is looked at from afar.
float text_scale(float canvas_width);

/// Draws everything between ImGui::NewFrame and ImGui::Render; changes state.choice when a person does.
/// Returns the height that the content takes, in CSS pixels.
float draw_screen(const Theme& theme, ViewState& state);

}  // namespace deepcars::ui
