#include "wasm/ui/controls.h"

#include <array>
#include <cmath>
#include <string>

namespace deepcars::ui {
namespace {

struct Method {
  const char* name;   ///< The engine's word.
  const char* label;  ///< A person's.
};
constexpr std::array<Method, 3> methods = {
    {{"gradient", "Gradient"}, {"signed-gradient", "Signed"}, {"guided-backpropagation", "Guided"}}};

/// One choice of three, all in sight: a finger or a presenter needs one press.
void pick_method(const Theme& theme, Model& model, ImVec2 at, float width) {
  const float gap = theme.length(6), each = (width - 2 * gap) / 3;
  const Palette& palette = theme.palette();
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const bool chosen = model.choice.method == methods[i].name;
    if (chosen) {
      ImGui::PushStyleColor(ImGuiCol_Button, palette.accent);
      ImGui::PushStyleColor(ImGuiCol_ButtonHovered, palette.accent);
      ImGui::PushStyleColor(ImGuiCol_Text, palette.accent_text);
    }
    ImGui::SetCursorScreenPos({at.x + static_cast<float>(i) * (each + gap), at.y});
    if (ImGui::Button(methods[i].label, {each, ImGui::GetFrameHeight()}))
      model.choice.method = methods[i].name;
    if (chosen) ImGui::PopStyleColor(3);
  }
}

std::string target_text(const Model& model) {
  const auto index = static_cast<std::size_t>(model.choice.class_index);
  if (model.choice.target == "class" && index < model.buckets.size()) return model.buckets[index];
  return model.choice.target == "expected-year" ? "Expected year" : "Most likely bucket";
}

void pick_target(Model& model, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  if (!ImGui::BeginCombo("##target", target_text(model).c_str(), ImGuiComboFlags_HeightLarge)) return;
  auto item = [&](const char* text, const char* target, int class_index) {
    const bool chosen = model.choice.target == target && model.choice.class_index == class_index;
    if (ImGui::Selectable(text, chosen)) {
      model.choice.target = target;
      model.choice.class_index = class_index;
    }
    if (chosen) ImGui::SetItemDefaultFocus();
  };
  item("Most likely bucket", "top", 0);
  item("Expected year", "expected-year", 0);
  for (int k = 0; k < static_cast<int>(model.buckets.size()); ++k) {
    item(model.buckets[static_cast<std::size_t>(k)].c_str(), "class", k);
  }
  ImGui::EndCombo();
}

void pick_opacity(Model& model, ImVec2 at, float width) {
  ImGui::SetCursorScreenPos(at);
  ImGui::SetNextItemWidth(width);
  int percent = static_cast<int>(std::lround(model.choice.opacity * 100));
  if (ImGui::SliderInt("##opacity", &percent, 0, 100, "", ImGuiSliderFlags_AlwaysClamp)) {
    model.choice.opacity = static_cast<float>(percent) / 100;
  }
}

}  // namespace

float draw_controls(const Theme& theme, Model& model, ImVec2 at, float width, bool narrow) {
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
  pick_method(theme, model, place(0, "Saliency method"), each);
  pick_target(model, place(1, "What to explain"), each);
  pick_opacity(model, place(2, "Overlay opacity"), each);
  return narrow ? 3 * row + 2 * theme.length(10) : row;
}

}  // namespace deepcars::ui
