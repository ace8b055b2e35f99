#include "wasm/ui/theme.h"

#include <cmath>

namespace deepcars::ui {
namespace {

constexpr float kTextSize = 17, kSmallSize = 14.5f, kLargeSize = 44;

constexpr Palette dark = {
    .background = IM_COL32(14, 17, 22, 255),
    .card = IM_COL32(23, 28, 36, 255),
    .card_border = IM_COL32(43, 51, 64, 255),
    .control = IM_COL32(38, 46, 59, 255),
    .control_hovered = IM_COL32(54, 65, 82, 255),
    .text = IM_COL32(238, 242, 247, 255),
    .muted_text = IM_COL32(166, 177, 194, 255),
    .accent = IM_COL32(94, 214, 200, 255),
    .accent_text = IM_COL32(6, 28, 26, 255),
    .bar = IM_COL32(72, 130, 148, 255),
    .top_bar = IM_COL32(255, 205, 84, 255),
};

constexpr Palette high_contrast = {
    .background = IM_COL32(0, 0, 0, 255),
    .card = IM_COL32(0, 0, 0, 255),
    .card_border = IM_COL32(255, 255, 255, 255),
    .control = IM_COL32(40, 40, 40, 255),
    .control_hovered = IM_COL32(80, 80, 80, 255),
    .text = IM_COL32(255, 255, 255, 255),
    .muted_text = IM_COL32(235, 235, 235, 255),
    .accent = IM_COL32(255, 224, 64, 255),
    .accent_text = IM_COL32(0, 0, 0, 255),
    .bar = IM_COL32(120, 210, 255, 255),
    .top_bar = IM_COL32(255, 224, 64, 255),
};

ImVec4 vec(ImU32 color) { return ImGui::ColorConvertU32ToFloat4(color); }

}  // namespace

Theme::Theme(std::span<const std::uint8_t> font_file) : font_file_(font_file), palette_(dark) {
  apply_style();
}

void Theme::set_high_contrast(bool high) {
  palette_ = high ? high_contrast : dark;
  apply_style();
}

void Theme::apply_style() {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {length(12), length(8)};
  style.WindowBorderSize = 0;
  style.FramePadding = {length(12), length(9)};
  style.ItemSpacing = {length(10), length(8)};
  style.FrameRounding = style.GrabRounding = style.PopupRounding = length(9);
  style.PopupBorderSize = 1;
  style.GrabMinSize = length(22);
  style.ScrollbarSize = length(14);
  style.TouchExtraPadding = {length(3), length(3)};

  auto set = [&](ImGuiCol name, ImU32 color) { style.Colors[name] = vec(color); };
  set(ImGuiCol_WindowBg, palette_.background);
  set(ImGuiCol_PopupBg, palette_.card);
  set(ImGuiCol_Border, palette_.card_border);
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
