// The probability of each year bucket, oldest to newest, as columns.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// Pressing a column makes its bucket the target of the explanation.
void draw_bars(const Theme& theme, ViewState& state, const Box& box);

}  // namespace deepcars::ui
