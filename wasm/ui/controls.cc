#include "wasm/ui/controls.h"

#include <cmath>
#include <string>

namespace deepcars::ui {
namespace {

using explain::Target;
using explain::TargetInfo;

/// A list that may be open: the control that was drawn last is then inside it.
Widget list_widget(const char* name, ImVec2 at, float width) {
  return {.name = name, .x = at.x, .y = at.y, .width = width, .height = ImGui::GetFrameHeight()};
}

void pick_method(ViewState& state, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  const std::string chosen_label(state.choice.method->label);
  const bool open = ImGui::BeginCombo("##method", chosen_label.c_str(), ImGuiComboFlags_HeightLarge);
  state.widgets.push_back(list_widget("method", at, width));
  if (!open) return;
  for (const explain::Method& row : explain::methods()) {
    const bool chosen = state.choice.method == &row;
    if (ImGui::Selectable(std::string(row.label).c_str(), chosen)) state.choice.method = &row;
    if (chosen) ImGui::SetItemDefaultFocus();
    state.widgets.push_back(last_widget("method:" + std::string(row.name)));
  }
  ImGui::EndCombo();
}

std::string target_label(const ViewState& state, const Target& target) {
  const auto index = static_cast<std::size_t>(target.class_index),
             other = static_cast<std::size_t>(target.other_index);
  const int named = info(target.kind).buckets;
  if (named == 0 || index >= state.buckets.size() || other >= state.buckets.size())
    return std::string(info(target.kind).label);
  return named == 1 ? state.buckets[index] : state.buckets[index] + " rather than " + state.buckets[other];
}

void pick_target(ViewState& state, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  const std::string label = target_label(state, state.choice.target);
  const bool open = ImGui::BeginCombo("##target", label.c_str(), ImGuiComboFlags_HeightLarge);
  state.widgets.push_back(list_widget("target", at, width));
  if (!open) return;
  auto item = [&](const Target& target) {
    const bool chosen = state.choice.target == target;
    if (ImGui::Selectable(target_label(state, target).c_str(), chosen)) state.choice.target = target;
    if (chosen) ImGui::SetItemDefaultFocus();
    state.widgets.push_back(last_widget("target:" + name(target)));
  };
  for (const TargetInfo& row : explain::target_kinds()) {
    // A pair of buckets is chosen in the page's own controls.
    if (row.buckets == 0) item({.kind = row.kind});
    if (row.buckets != 1) continue;
    for (int k = 0; k < static_cast<int>(state.buckets.size()); ++k) {
      item({.kind = row.kind, .class_index = k});
    }
  }
  ImGui::EndCombo();
}

void pick_opacity(ViewState& state, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  int percent = static_cast<int>(std::lround(state.choice.opacity * 100));
  if (ImGui::SliderInt("##opacity", &percent, 0, 100, "", ImGuiSliderFlags_AlwaysClamp)) {
    state.choice.opacity = static_cast<float>(percent) / 100;
  }
  state.widgets.push_back(last_widget("opacity"));
}

}  // namespace

float draw_controls(const Theme& theme, ViewState& state, ImVec2 at, float width, bool narrow) {
  const float gap = theme.length(16), label = text_size(theme.small(), "0").y + theme.length(5);
  const float each = narrow ? width : (width - 2 * gap) / 3;
  const float row = label + ImGui::GetFrameHeight();
  auto place = [&](int index, const char* text) {
    const auto i = static_cast<float>(index);
    const ImVec2 origin =
        narrow ? ImVec2{at.x, at.y + i * (row + theme.length(10))} : ImVec2{at.x + i * (each + gap), at.y};
    draw_text(theme.small(), origin, theme.palette().muted_text, text);
    return ImVec2{origin.x, origin.y + label};
  };
  pick_method(state, place(0, "Saliency method"), each);
  pick_target(state, place(1, "What to explain"), each);
  pick_opacity(state, place(2, "Overlay opacity"), each);
  return narrow ? 3 * row + 2 * theme.length(10) : row;
}

}  // namespace deepcars::ui
