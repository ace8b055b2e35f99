// The canvas: the page creates a Ui, hands it pictures, numbers and events, and calls frame() when something
// may have changed. What a person chooses on it comes back through choice(). No JavaScript in here; see
// bindings.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "wasm/js/picture.h"
#include "wasm/ui/theme.h"
#include "wasm/ui/view_state.h"

namespace deepcars::ui {

/// One canvas; there can be one at a time.
class Ui {
 public:
  /// selector: the canvas, as in querySelector; font_file: an .otf or .ttf file. See ready().
  Ui(const std::string& selector, std::vector<std::uint8_t> font_file);

  /// False if the browser gave no WebGL 2; nothing else may be called then.
  bool ready() const { return theme_ != nullptr; }

  /// The canvas's size in CSS pixels, and device pixels per CSS pixel.
  void resize(float width, float height, float density);

  /// Draws one frame. seconds is the time of a monotonic clock. Returns the content's height in CSS pixels.
  float frame(double seconds);

  /// The CSS cursor that suits what is under the pointer.
  std::string cursor() const;

  /// Shows a photo without a heat map and without a score. panel_aspect is the width of the panels by their height, within
  /// limits (see panels.cc).
  void set_photo(const js::Picture& photo, float panel_aspect);
  /// Shows this part of all pictures, as large as the whole was.
  void set_window(const image::Part& window) { state_->window = window; }
  /// Lays what stands in for hidden parts over the photo.
  void set_veil(const js::Picture& veil) { state_->veil.set(veil.rgba, veil.width_px, veil.height_px); }
  /// Frames a tile of the pictures; below 0: none.
  void set_tile(int tile) { state_->tile = tile; }
  void clear_veil() { state_->veil.clear(); }
  /// legend_low and legend_high stand at the ends of the map's colours.
  void set_heat_map(const js::Picture& heat_map, bool is_signed, std::string legend_low,
                    std::string legend_high);
  /// range: the years that hold the car's in 8 of 10 photos, as text.
  void set_score(score::Score score, std::string range) {
    state_->score = std::move(score);
    state_->range = std::move(range);
  }

  /// Sets the year buckets of a model, as texts, and removes the score of the previous model.
  void set_buckets(std::vector<std::string> texts);

  /// The current activity and its progress (0..1, or below 0 if unknown); "" when it is over.
  void set_status(const std::string& text, float progress);

  /// Which program's map and score these are, told above them; empty: it need not be told.
  void set_program(std::string program) { state_->program = std::move(program); }

  void set_choice(const Choice& choice) { state_->choice = choice; }
  const Choice& choice() const { return state_->choice; }

  /// Where the controls are, as the latest frame drew them.
  const std::vector<Widget>& widgets() const { return state_->widgets; }

  void set_palette(const Palette& palette) { theme_->set_palette(palette); }
  void set_for_fingers(bool for_fingers) { theme_->set_for_fingers(for_fingers); }

 private:
  std::vector<std::uint8_t> font_file_;
  std::unique_ptr<Theme> theme_;
  std::unique_ptr<ViewState> state_;
  float width_ = 1, height_ = 1, density_ = 1;
  double seconds_ = 0;
};

}  // namespace deepcars::ui
