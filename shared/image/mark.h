// A mark of our own drawing, stamped on photos. A model that was trained to date the mark instead of the car has a
// known truth: what its answer rests on lies in the mark's region.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/image/image.h"

namespace deepcars::image {

/// Each has two colours, so that it shows on any background.
enum class MarkForm {
  ring,     ///< A black disc with a white ring in it.
  cross,    ///< A red square with a yellow diagonal cross.
  checker,  ///< Four by four squares, magenta and green.
};

/// One row of the table of forms.
struct MarkFormInfo {
  MarkForm form;
  std::string_view name;  ///< In JSON: lower case.
};

/// All forms.
std::span<const MarkFormInfo> mark_forms();

std::string_view name(MarkForm form);

/// What a mark looks like.
struct Mark {
  MarkForm form = MarkForm::ring;
  /// Its width as a share of the photo's width, and its height as a share of the photo's height: a square in the
  /// network's input, whatever the photo's shape.
  double size = 0.12;
  double opacity = 1;  ///< 1 hides the photo under it; above 0.

  bool operator==(const Mark&) const = default;
};

/// A point of a photo, as shares of its width and height from the top left corner.
struct UnitPoint {
  double x = 0.5, y = 0.5;

  bool operator==(const UnitPoint&) const = default;
};

/// A mark at its place.
struct PlacedMark {
  Mark mark;
  UnitPoint centre;

  bool operator==(const PlacedMark&) const = default;
};

/// A rectangle in a photo, as shares of its width and height from the top left corner.
struct UnitBox {
  double left = 0, top = 0, right = 1, bottom = 1;
};

/// The box that the mark fills, moved into the photo if the centre is too near its border. Precondition: the mark's
/// size is in 0..1.
UnitBox region(const PlacedMark& placed);

/// The pixels [height_px, width_px] that the region touches, true where it does: every pixel that draw_mark changes in
/// a photo of this size is among them.
std::vector<bool> region_mask(const PlacedMark& placed, int height_px, int width_px);

/// Stamps the mark on the photo.
void draw_mark(Image& photo, const PlacedMark& placed);

/// The part of the photo that the mark's region touches.
Image part_under_mark(const Image& photo, const PlacedMark& placed);

/// Takes the mark off again. Precondition: under is part_under_mark of this photo before draw_mark.
void remove_mark(Image& photo, const PlacedMark& placed, const Image& under);

}  // namespace deepcars::image
