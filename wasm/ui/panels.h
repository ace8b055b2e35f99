// The photo, its saliency and both together.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

enum class Panel { photo, saliency, overlay };

/// Draws one of the three pictures with its caption; before there is a picture, an instruction or the status.
/// The picture becomes a widget: people draw on it.
void draw_panel(const Theme& theme, ViewState& state, Panel panel, const Box& box);

/// Height of a panel of a given width, in CSS pixels.
float panel_height(const Theme& theme, const ViewState& state, float width);

}  // namespace deepcars::ui
