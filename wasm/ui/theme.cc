#include "wasm/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace deepcars::ui {
namespace {

constexpr float kTextSize = 17, kSmallSize = 14.5f, kLargeSize = 44;
/// The least height of a control for fingers, in CSS pixels (WCAG 2.2, 2.5.5).
constexpr float kTouchTarget = 44;

ImVec4 vec(ImU32 color) { return ImGui::ColorConvertU32ToFloat4(color); }

}  // namespace

void Theme::set_palette(const Palette& palette) {
  palette_ = palette;
  apply_style();
}

void Theme::set_for_fingers(bool for_fingers) {
  for_fingers_ = for_fingers;
  apply_style();
}

void Theme::apply_style() {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {length(12), length(8)};
  style.WindowBorderSize = 0;
  style.FramePadding = {length(12), length(9)};
  style.ItemSpacing = {length(10), length(8)};
  if (for_fingers_) {
    // Lists have entries of a line of text and the space between two.
    const float room = std::max(0.0f, kTouchTarget - length(kTextSize));
    style.FramePadding.y = std::max(style.FramePadding.y, std::ceil(room / 2));
    style.ItemSpacing.y = std::max(style.ItemSpacing.y, std::ceil(room));
  }
  style.FrameRounding = style.GrabRounding = style.PopupRounding = length(9);
  style.FrameBorderSize = style.PopupBorderSize = 1;
  style.GrabMinSize = length(22);
  style.ScrollbarSize = length(14);
  style.TouchExtraPadding = {length(3), length(3)};

  auto set = [&](ImGuiCol name, ImU32 color) { style.Colors[name] = vec(color); };
  set(ImGuiCol_WindowBg, palette_.background);
  set(ImGuiCol_PopupBg, palette_.card);
  set(ImGuiCol_Border, palette_.control_border);
  set(ImGuiCol_Text, palette_.text);
  set(ImGuiCol_TextDisabled, palette_.muted_text);
  for (ImGuiCol name : {ImGuiCol_FrameBg, ImGuiCol_Button}) set(name, palette_.control);
  for (ImGuiCol name :
       {ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive, ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive,
        ImGuiCol_Header, ImGuiCol_HeaderHovered, ImGuiCol_HeaderActive}) {
    set(name, palette_.control_hovered);
  }
  for (ImGuiCol name : {ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_NavHighlight}) {
    set(name, palette_.accent);
  }
}

bool Theme::set_scale(float density, float text_scale) {
  if (density == density_ && text_scale == text_scale_) return false;
  density_ = density;
  text_scale_ = text_scale;
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  // Latin with its accents, dashes, quotation marks and the ellipsis.
  static const ImWchar characters[] = {0x20, 0xFF, 0x2010, 0x2027, 0};
  static const ImWchar large_characters[] = {0x20, 0x7F, 0xB1, 0xB1, 0x2013, 0x2013, 0};
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = 2;
  auto add = [&](float size, const ImWchar* ranges) {
    const float pixels = std::round(length(size) * density);
    ImFont* font = atlas.AddFontFromMemoryTTF(const_cast<std::uint8_t*>(font_file_.data()),
                                              static_cast<int>(font_file_.size()), pixels, &config, ranges);
    // Rasterised for the screen's own pixels, laid out in CSS pixels.
    font->Scale = 1 / density;
    return font;
  };
  add(kTextSize, characters);
  small_ = add(kSmallSize, characters);
  large_ = add(kLargeSize, large_characters);
  apply_style();
  return true;
}

}  // namespace deepcars::ui
