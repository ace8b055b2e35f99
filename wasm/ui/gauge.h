// How modern the car looks, as a gauge from older to newer, and its expected year beside it.
#pragma once

#include "wasm/ui/draw.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// Without a score the gauge is empty, and nothing stands beside it.
void draw_gauge(const Theme& theme, const ViewState& state, const Box& box);

}  // namespace deepcars::ui
