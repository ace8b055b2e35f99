// What the canvas shows and what a person has chosen on it: plain data, filled by ui.cc, drawn by the rest.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/explain/legend.h"
#include "shared/explain/methods.h"
#include "shared/explain/target.h"
#include "shared/image/crop.h"
#include "shared/score/score.h"
#include "wasm/ui/texture.h"
#include "wasm/ui/widget.h"

namespace deepcars::ui {

/// What the saliency explains and how it is shown.
struct Choice {
  const explain::Method* method = &explain::default_method({});
  explain::Target target;
  /// How much the heat map covers the photo in the overlay, 0..1.
  float opacity = 0.5f;

  bool operator==(const Choice&) const = default;
};

/// K is the number of year buckets.
struct ViewState {
  /// [K] texts, "2008-2009"; empty until a model is loaded.
  std::vector<std::string> buckets;
  Texture photo;
  /// The panels' width by their height, so that they stay as they are while parts of one photo are shown.
  float panel_aspect = 1.5f;
  /// The part of every picture that is on show: all of it, or less when they are zoomed.
  image::Part window;
  Texture heat_map;
  /// What stands in for hidden parts of the photo, as far as they are hidden.
  Texture veil;
  /// What the colours of the heat map mean.
  explain::Legend legend;
  bool heat_map_is_signed = false;
  /// The tile of the pictures that is framed (shared/explain/tile_grid.h); below 0 if none is.
  int tile = -1;
  std::optional<score::Score> score;
  /// Which program has drawn the map and given the score, where that must be told: "cheating program"; else empty.
  std::string program;
  /// The years that hold the car's in 8 of 10 photos, as text; with a score.
  std::string range;
  Choice choice;
  /// The current activity; empty if there is none.
  std::string status;
  /// Its progress, 0..1, or below 0 if unknown.
  float progress = -1;
  /// Where the controls were drawn in the latest frame.
  std::vector<Widget> widgets;
};

}  // namespace deepcars::ui
