#include "wasm/ui/screen.h"

#include <algorithm>

#include "wasm/ui/bars.h"
#include "wasm/ui/controls.h"
#include "wasm/ui/gauge.h"
#include "wasm/ui/panels.h"

namespace deepcars::ui {
namespace {

constexpr float kNarrowBelow = 720;  // CSS pixels; three panels side by side would be too small.
constexpr Panel panels[] = {Panel::photo, Panel::saliency, Panel::overlay};

float draw_below_one_another(const Theme& theme, ViewState& state, float width) {
  const float gap = theme.length(12), cards = theme.length(220);
  float y = 0;
  auto box = [&](float height) {
    const Box result = {{0, y}, {width, y + height}};
    y += height + gap;
    return result;
  };
  draw_panel(theme, state, Panel::photo, box(panel_height(theme, state, width)));
  draw_gauge(theme, state, box(cards));
  draw_bars(theme, state, box(cards));
  y += draw_controls(theme, state, {0, y}, width, true) + gap;
  draw_panel(theme, state, Panel::saliency, box(panel_height(theme, state, width)));
  draw_panel(theme, state, Panel::overlay, box(panel_height(theme, state, width)));
  return y - gap;
}

float draw_side_by_side(const Theme& theme, ViewState& state, float width) {
  const float gap = theme.length(16), cards = theme.length(208);
  const float column = (width - 2 * gap) / 3;
  const float pictures = panel_height(theme, state, column);
  float y = 0;
  for (int i = 0; i < 3; ++i) {
    const float x = static_cast<float>(i) * (column + gap);
    draw_panel(theme, state, panels[i], {{x, y}, {x + column, y + pictures}});
  }
  y += pictures + theme.length(12);
  y += draw_controls(theme, state, {0, y}, width, false) + gap;
  // The gauge needs a minimum to be read; the bars take what is left.
  const float gauge = std::max(column, theme.length(370));
  draw_gauge(theme, state, {{0, y}, {gauge, y + cards}});
  draw_bars(theme, state, {{gauge + gap, y}, {width, y + cards}});
  return y + cards;
}

}  // namespace

// On a wide canvas; names are the files that draw:
//
//   +---------------+---------------+---------------+
//   | photo         | saliency      | overlay       |   panels.cc
//   +---------------+---------------+---------------+
//   | method        | target        | opacity       |   controls.cc
//   +------------------+----------------------------+
//   | gauge, year      | probability per bucket     |   gauge.cc, bars.cc
//   +------------------+----------------------------+
//
// On a narrow one, below one another: photo, gauge, bars, controls, saliency, overlay.

float text_scale(float canvas_width) { return std::clamp(canvas_width / 1320, 1.0f, 1.6f); }

float draw_screen(const Theme& theme, ViewState& state) {
  const ImGuiViewport& viewport = *ImGui::GetMainViewport();
  ImGui::SetNextWindowPos(viewport.Pos);
  ImGui::SetNextWindowSize(viewport.Size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::Begin("deepCars", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoScrollWithMouse |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus);
  ImGui::PopStyleVar();
  state.widgets.clear();
  const float width = viewport.Size.x;
  const float height = width < kNarrowBelow ? draw_below_one_another(theme, state, width)
                                            : draw_side_by_side(theme, state, width);
  ImGui::End();
  return height;
}

}  // namespace deepcars::ui
