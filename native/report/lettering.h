// Text and legends on pictures.
#pragma once

#include <string>

#include "shared/explain/legend.h"
#include "shared/image/image.h"

namespace deepcars::report {

/// A white picture.
image::Image white_picture(int width_px, int height_px);

/// Copies a picture into a larger one. Precondition: it fits.
void paste(const image::Image& picture, int left_px, int top_px, image::Image& sheet);

/// Writes text in black (ASCII; other characters become "?") between left_px and left_px + width_px, broken at blanks
/// into lines of line_height_px; a word that is too wide is made narrower. Returns the height of its lines.
int write_text(const std::string& text, int left_px, int top_px, int width_px, int line_height_px,
               image::Image& picture);

/// The height that write_text takes.
int text_height(const std::string& text, int width_px, int line_height_px);

/// A bar of the map's colours with the legend's words at its ends, width_px wide.
image::Image legend_strip(const explain::Legend& legend, bool is_signed, int width_px);

}  // namespace deepcars::report
