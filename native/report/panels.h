// The picture that explains a score: photo, saliency and their overlay side by side.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/error.h"
#include "shared/explain/heat_map.h"
#include "shared/explain/legend.h"
#include "shared/image/image.h"

namespace deepcars::report {

/// White columns between two panels.
inline constexpr int panel_gap_px = 8;

/// photo | saliency | overlay, each in the photo's shape with panel_size_px on its longer side, above the legend. The
/// map must be normalised; it gets its default colour map. opacity 0..1 is the map's share in the overlay.
/// Preconditions: the photo has at least one pixel; panel_size_px >= 1.
image::Image explanation_panels(const image::Image& photo, const explain::HeatMap& heat_map,
                                const explain::Legend& legend, int panel_size_px, float opacity);

/// A method's map, as explanation_sheet draws it.
struct SheetEntry {
  std::string title;
  std::string meaning;        ///< One sentence.
  explain::HeatMap heat_map;  ///< Normalised.
  explain::Legend legend;
};

/// The photo with a heading, then an overlay for each entry with its words and its legend, four in a row. Each picture
/// has panel_size_px on its longer side. Preconditions as explanation_panels.
image::Image explanation_sheet(const image::Image& photo, const std::string& heading,
                               const std::vector<SheetEntry>& entries, int panel_size_px, float opacity);

/// A normalised map as grey values [height_px, width_px]: 0..255 for 0..1; in a signed map 1..255 for -1..1,
/// so that 0 is at 128.
std::vector<std::uint8_t> grey_values(const explain::HeatMap& heat_map);

/// PNG files. Errors: invalid_argument if the encoder refuses.
Expected<std::vector<std::uint8_t>> encode_png(const image::Image& picture);
Expected<std::vector<std::uint8_t>> encode_grey_png(const std::vector<std::uint8_t>& grey, int width_px,
                                                    int height_px);

}  // namespace deepcars::report
