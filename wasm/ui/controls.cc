#include "wasm/ui/controls.h"

#include <cmath>
#include <span>
#include <string>

namespace deepcars::ui {
namespace {

using explain::MethodInfo;
using explain::Target;
using explain::TargetInfo;

/// All methods are visible, so that one press chooses one.
void pick_method(const Theme& theme, ViewState& state, ImVec2 at, float width) {
  const std::span<const MethodInfo> methods = explain::methods();
  const auto count = static_cast<float>(methods.size());
  const float gap = theme.length(6), each = (width - (count - 1) * gap) / count;
  const Palette& palette = theme.palette();
  float x = at.x;
  for (const MethodInfo& row : methods) {
    const bool chosen = state.choice.method == row.method;
    if (chosen) {
      ImGui::PushStyleColor(ImGuiCol_Button, palette.accent);
      ImGui::PushStyleColor(ImGuiCol_ButtonHovered, palette.accent);
      ImGui::PushStyleColor(ImGuiCol_Text, palette.accent_text);
    }
    ImGui::SetCursorScreenPos({x, at.y});
    x += each + gap;
    const std::string label(row.short_label);
    if (ImGui::Button(label.c_str(), {each, ImGui::GetFrameHeight()})) state.choice.method = row.method;
    if (chosen) ImGui::PopStyleColor(3);
    state.widgets.push_back(last_widget("method:" + std::string(row.name)));
  }
}

std::string target_label(const ViewState& state, const Target& target) {
  const auto index = static_cast<std::size_t>(target.class_index);
  if (target.kind == Target::Kind::given_class && index < state.buckets.size()) return state.buckets[index];
  return std::string(info(target.kind).label);
}

void pick_target(ViewState& state, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  const std::string label = target_label(state, state.choice.target);
  const bool open = ImGui::BeginCombo("##target", label.c_str(), ImGuiComboFlags_HeightLarge);
  state.widgets.push_back(last_widget("target"));
  if (!open) return;
  auto item = [&](const Target& target) {
    const bool chosen = state.choice.target == target;
    if (ImGui::Selectable(target_label(state, target).c_str(), chosen)) state.choice.target = target;
    if (chosen) ImGui::SetItemDefaultFocus();
  };
  for (const TargetInfo& row : explain::target_kinds()) {
    if (row.kind != Target::Kind::given_class) {
      item({.kind = row.kind});
      continue;
    }
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
  pick_method(theme, state, place(0, "Saliency method"), each);
  pick_target(state, place(1, "What to explain"), each);
  pick_opacity(state, place(2, "Overlay opacity"), each);
  return narrow ? 3 * row + 2 * theme.length(10) : row;
}

}  // namespace deepcars::ui
