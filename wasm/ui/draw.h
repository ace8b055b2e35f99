// Small helpers that the parts of the canvas share.
#pragma once

#include <imgui.h>

#include <string>

#include "wasm/ui/theme.h"

namespace deepcars::ui {

/// A rectangle of the canvas in CSS pixels.
struct Box {
  ImVec2 min;
  ImVec2 max;

  float width() const { return max.x - min.x; }
  float height() const { return max.y - min.y; }
  Box inset(float by) const { return {{min.x + by, min.y + by}, {max.x - by, max.y - by}}; }
};

inline void draw_card(const Theme& theme, const Box& box) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(box.min, box.max, theme.palette().card, theme.length(14));
  list.AddRect(box.min, box.max, theme.palette().card_border, theme.length(14));
}

/// Size of a text in a font, in CSS pixels.
inline ImVec2 text_size(ImFont* font, const std::string& text) {
  return font->CalcTextSizeA(font->FontSize * font->Scale, 10000, 0, text.c_str());
}

inline void draw_text(ImFont* font, ImVec2 at, ImU32 color, const std::string& text) {
  ImGui::GetWindowDrawList()->AddText(font, font->FontSize * font->Scale, at, color, text.c_str());
}

/// Breaks lines that are wider. Returns the height that the text takes, in CSS pixels.
inline float draw_wrapped_text(ImFont* font, ImVec2 at, float width, ImU32 color, const std::string& text) {
  const float size = font->FontSize * font->Scale;
  ImGui::GetWindowDrawList()->AddText(font, size, at, color, text.c_str(), nullptr, width);
  return font->CalcTextSizeA(size, 10000, width, text.c_str()).y;
}

/// align is 0 (x is the left end), 0.5 (the middle) or 1 (the right end).
inline void draw_text_aligned(ImFont* font, float x, float y, float align, ImU32 color,
                              const std::string& text) {
  draw_text(font, {x - align * text_size(font, text).x, y}, color, text);
}

}  // namespace deepcars::ui
