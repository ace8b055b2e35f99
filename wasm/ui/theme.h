// Colours, sizes and fonts of the canvas. Lengths are in CSS pixels times the text scale.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>

namespace deepcars::ui {

/// The colours in use; the page's style sheet has the same ones.
struct Palette {
  ImU32 background;
  ImU32 card;
  ImU32 card_border;
  ImU32 control;
  ImU32 control_hovered;
  ImU32 text;
  ImU32 muted_text;
  ImU32 accent;       ///< What is chosen or focused.
  ImU32 accent_text;  ///< Text on the accent.
  ImU32 bar;
  ImU32 top_bar;  ///< The most likely bucket.
};

class Theme {
 public:
  /// Keeps the font file's bytes for as long as it lives. Needs an ImGui context.
  explicit Theme(std::span<const std::uint8_t> font_file);

  void set_high_contrast(bool high);

  /// Rasterises the fonts for a screen density (device pixels per CSS pixel) and a text scale, if they
  /// changed. True if they did: the renderer must then upload its font texture again.
  bool set_scale(float density, float text_scale);

  const Palette& palette() const { return palette_; }
  /// A length of the design at the current text scale.
  float length(float at_scale_one) const { return at_scale_one * text_scale_; }
  ImFont* small() const { return small_; }
  ImFont* large() const { return large_; }

 private:
  void apply_style();

  std::span<const std::uint8_t> font_file_;
  Palette palette_;
  float density_ = 0;
  float text_scale_ = 1;
  ImFont* small_ = nullptr;
  ImFont* large_ = nullptr;
};

}  // namespace deepcars::ui
