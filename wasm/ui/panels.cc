#include "wasm/ui/panels.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "shared/explain/color_map.h"
#include "shared/explain/tile_grid.h"

namespace deepcars::ui {
namespace {

// Panels take the photo's shape within these limits, so that no upright or very wide photo fills the page.
constexpr float kSquarest = 4.0f / 3, kWidest = 2;
constexpr float kCaption = 34;

/// The largest box of a shape in the middle of another.
Box fit(const Box& box, float aspect) {
  const float width = std::min(box.width(), box.height() * aspect);
  const float height = width / aspect;
  const ImVec2 min = {box.min.x + (box.width() - width) / 2, box.min.y + (box.height() - height) / 2};
  return {min, {min.x + width, min.y + height}};
}

Widget picture_widget(Panel panel, const Box& box) {
  const char* name = panel == Panel::photo      ? "picture:photo"
                     : panel == Panel::saliency ? "picture:saliency"
                                                : "picture:overlay";
  return {.name = name, .x = box.min.x, .y = box.min.y, .width = box.width(), .height = box.height()};
}

std::string caption(const ViewState& state, Panel panel) {
  if (panel == Panel::photo) return "Photo";
  const std::string program = state.program.empty() ? "" : ", " + state.program;
  if (panel == Panel::saliency) return "Saliency" + program;
  return "Overlay " + std::to_string(static_cast<int>(state.choice.opacity * 100 + 0.5f)) + " %" + program;
}

void draw_status(const Theme& theme, const ViewState& state, const Box& box) {
  const float middle = (box.min.x + box.max.x) / 2, y = (box.min.y + box.max.y) / 2;
  draw_text_aligned(ImGui::GetFont(), middle, y - theme.length(26), 0.5f, theme.palette().text, state.status);
  if (state.progress < 0) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float half = std::min(box.width() * 0.36f, theme.length(140)), thick = theme.length(8);
  const ImVec2 min = {middle - half, y + theme.length(8)}, max = {middle + half, y + theme.length(8) + thick};
  list.AddRectFilled(min, max, theme.palette().control_hovered, thick / 2);
  const float end = min.x + std::max(thick, 2 * half * std::clamp(state.progress, 0.0f, 1.0f));
  list.AddRectFilled(min, {end, max.y}, theme.palette().accent, thick / 2);
}

void draw_invitation(const Theme& theme, const Box& box, const char* first, const char* second) {
  const float middle = (box.min.x + box.max.x) / 2, y = (box.min.y + box.max.y) / 2;
  draw_text_aligned(ImGui::GetFont(), middle, y - theme.length(24), 0.5f, theme.palette().text, first);
  draw_text_aligned(theme.small(), middle, y + theme.length(4), 0.5f, theme.palette().muted_text, second);
}

void draw_empty(const Theme& theme, const ViewState& state, Panel panel, const Box& box) {
  const bool waits_here = panel == (state.photo.empty() ? Panel::photo : Panel::saliency);
  if (!state.status.empty() && waits_here) return draw_status(theme, state, box);
  if (panel == Panel::photo)
    return draw_invitation(theme, box, "Drop a photo of a car here", "or choose one above");
  if (!state.photo.empty()) return;
  if (panel == Panel::saliency) {
    draw_invitation(theme, box, "Pixels that the answer depends on", "by the method that you choose");
  } else {
    draw_invitation(theme, box, "Both together", "with the opacity that you choose");
  }
}

/// Words that do not fit beside each other stand in two lines.
bool legend_is_stacked(const Theme& theme, const ViewState& state, float width) {
  ImFont* font = theme.small();
  return text_size(font, state.legend.low).x + text_size(font, state.legend.high).x + theme.length(12) >
         width;
}

/// The room below each picture, the same in all panels so that the pictures stand in line. It stays while the next map is
/// computed; there is none before a photo.
float legend_height(const Theme& theme, const ViewState& state, float width) {
  if (state.photo.empty()) return 0;
  const int lines = legend_is_stacked(theme, state, width) ? 2 : 1;
  return theme.length(18) + static_cast<float>(lines) * text_size(theme.small(), "0").y;
}

/// The map's colours from end to end, with their words.
void draw_legend(const Theme& theme, const ViewState& state, const Box& box) {
  constexpr int colors = 24;
  const image::Image row = explain::color_ramp(state.heat_map_is_signed, colors);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float top = box.min.y + theme.length(6), bottom = top + theme.length(8);
  for (int i = 0; i < colors; ++i) {
    const auto at = [&](int index) { return box.min.x + box.width() * static_cast<float>(index) / colors; };
    const std::uint8_t* rgb = row.rgb.data() + 3 * i;
    list.AddRectFilled({at(i), top}, {at(i + 1), bottom}, IM_COL32(rgb[0], rgb[1], rgb[2], 255));
  }
  const ImU32 color = theme.palette().muted_text;
  const float y = bottom + theme.length(4);
  const bool stacked = legend_is_stacked(theme, state, box.width());
  draw_text_aligned(theme.small(), box.min.x, y, 0, color, state.legend.low);
  draw_text_aligned(theme.small(), box.max.x, stacked ? y + text_size(theme.small(), "0").y : y, 1, color,
                    state.legend.high);
}

/// Where a place of a picture is while the window fills the box; x and y are shares of the picture's sides.
ImVec2 shown_at(const Box& box, const image::Part& window, double x, double y) {
  return {box.min.x + box.width() * static_cast<float>((x - window.left) / window.width),
          box.min.y + box.height() * static_cast<float>((y - window.top) / window.height)};
}

/// Two lines, light and dark, so that the frame stands out from any picture.
void draw_tile_frame(const Theme& theme, const ViewState& state, const Box& picture) {
  constexpr int side = explain::tiles_per_side;
  if (state.tile < 0 || state.tile >= side * side) return;
  const auto corner = [&](double column, double row) {
    return shown_at(picture, state.window, column / side, row / side);
  };
  const int row = state.tile / side, column = state.tile % side;
  const Box box = {corner(column, row), corner(column + 1, row + 1)};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.PushClipRect(picture.min, picture.max, true);
  list.AddRect(box.min, box.max, IM_COL32_BLACK, 0, 0, theme.length(3));
  list.AddRect(box.min, box.max, IM_COL32_WHITE, 0, 0, theme.length(1.5f));
  list.PopClipRect();
}

}  // namespace

float panel_height(const Theme& theme, const ViewState& state, float width) {
  const float edge = theme.length(10);
  const float aspect = std::clamp(state.panel_aspect, kSquarest, kWidest);
  return (width - 2 * edge) / aspect + theme.length(kCaption) + edge +
         legend_height(theme, state, width - 2 * edge);
}

void draw_panel(const Theme& theme, ViewState& state, Panel panel, const Box& box) {
  draw_card(theme, box);
  const float edge = theme.length(10);
  draw_text(theme.small(), {box.min.x + theme.length(16), box.min.y + theme.length(10)},
            theme.palette().muted_text, caption(state, panel));
  const float legend = legend_height(theme, state, box.width() - 2 * edge);
  const Box area = {{box.min.x + edge, box.min.y + theme.length(kCaption)},
                    {box.max.x - edge, box.max.y - edge - legend}};
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(area.min, area.max, theme.palette().background, theme.length(9));

  const bool has_picture = !state.photo.empty() && (panel == Panel::photo || !state.heat_map.empty());
  if (!has_picture) return draw_empty(theme, state, panel, area);
  const Box picture = fit(area, state.photo.aspect());
  // An open list lies over the pictures: a press there is a choice, not a stroke.
  if (!ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup))
    state.widgets.push_back(picture_widget(panel, picture));
  const image::Part& window = state.window;
  const ImVec2 upper_left = {static_cast<float>(window.left), static_cast<float>(window.top)};
  const ImVec2 lower_right = {static_cast<float>(window.left + window.width),
                              static_cast<float>(window.top + window.height)};
  auto draw = [&](const Texture& texture, float opacity) {
    list.AddImageRounded(texture.id(), picture.min, picture.max, upper_left, lower_right,
                         IM_COL32(255, 255, 255, static_cast<int>(255 * opacity + 0.5f)), theme.length(9));
  };
  // The network's input is the photo squashed to a square, so the map is stretched back to the photo's shape.
  if (panel != Panel::saliency) {
    draw(state.photo, 1);
    if (!state.veil.empty()) draw(state.veil, 1);
  }
  if (panel == Panel::saliency) draw(state.heat_map, 1);
  if (panel == Panel::overlay) draw(state.heat_map, state.choice.opacity);
  draw_tile_frame(theme, state, picture);
  if (panel != Panel::photo)
    draw_legend(theme, state, {{area.min.x, area.max.y}, {area.max.x, area.max.y + legend}});
}

}  // namespace deepcars::ui
