// Colours, sizes and fonts of the canvas. Lengths are in CSS pixels times the text scale.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>

namespace deepcars::ui {

/// The colours in use: those of the page's style sheets, which the page hands over. Each is 0xAABBGGRR.
struct Palette {
  ImU32 background = 0;
  ImU32 card = 0;
  ImU32 card_border = 0;
  ImU32 control = 0;
  ImU32 control_hovered = 0;
  ImU32 control_border = 0;
  ImU32 text = 0;
  ImU32 muted_text = 0;
  ImU32 accent = 0;  ///< What is chosen or focused.
  ImU32 bar = 0;
  ImU32 top_bar = 0;  ///< The most likely bucket.
};

class Theme {
 public:
  /// Keeps the font file's bytes for as long as it lives. Needs an ImGui context.
  explicit Theme(std::span<const std::uint8_t> font_file) : font_file_(font_file) {}

  void set_palette(const Palette& palette);

  /// Fingers need larger controls than a mouse: at least 44 CSS pixels high.
  void set_for_fingers(bool for_fingers);

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
  bool for_fingers_ = false;
  float density_ = 0;
  float text_scale_ = 1;
  ImFont* small_ = nullptr;
  ImFont* large_ = nullptr;
};

}  // namespace deepcars::ui
