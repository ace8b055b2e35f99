#include "shared/explain/color_map.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace deepcars::explain {
namespace {

/// Every eighth entry of matplotlib's table (CC0). Linear interpolation is within 2 of 255 of the others.
constexpr std::array<Color, 33> viridis_anchors = {{
    {68, 1, 84},    {71, 13, 96},   {72, 24, 106},  {72, 35, 116},  {71, 45, 123},  {69, 54, 129},
    {66, 64, 134},  {63, 73, 137},  {59, 82, 139},  {55, 90, 141},  {51, 99, 141},  {47, 106, 142},
    {44, 114, 142}, {41, 122, 142}, {38, 129, 142}, {35, 137, 142}, {33, 144, 140}, {31, 152, 139},
    {31, 159, 136}, {33, 166, 133}, {40, 174, 128}, {49, 181, 123}, {62, 188, 116}, {76, 194, 108},
    {93, 201, 99},  {110, 206, 88}, {130, 211, 76}, {150, 216, 63}, {171, 220, 50}, {192, 223, 36},
    {213, 226, 26}, {234, 229, 26}, {253, 231, 37},
}};

/// ColorBrewer's RdBu from blue to red: legible for colour-blind people, with zero near white.
constexpr std::array<Color, 9> diverging_anchors = {{
    {33, 102, 172},
    {67, 147, 195},
    {146, 197, 222},
    {209, 229, 240},
    {247, 247, 247},
    {253, 219, 199},
    {244, 165, 130},
    {214, 96, 77},
    {178, 24, 43},
}};

/// The colour at position 0..1 along evenly spaced anchors.
Color interpolate(std::span<const Color> anchors, float position) {
  const float inside = position > 0 ? std::min(position, 1.0f) : 0.0f;  // 0 for NaN too.
  const float scaled = inside * static_cast<float>(anchors.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(scaled), anchors.size() - 2);
  const float part = scaled - static_cast<float>(below);
  Color color;
  for (std::size_t c = 0; c < 3; ++c) {
    const float low = anchors[below][c], high = anchors[below + 1][c];
    color[c] = static_cast<std::uint8_t>(std::lround(low + part * (high - low)));
  }
  return color;
}

}  // namespace

Color viridis(float position) { return interpolate(viridis_anchors, position); }

ColorMap default_color_map(const HeatMap& map) {
  return map.is_signed ? ColorMap::diverging : ColorMap::viridis;
}

image::Image colorize(const HeatMap& map, ColorMap color_map) {
  image::Image picture{map.width_px, map.height_px, {}};
  picture.rgb.reserve(3 * map.values.size());
  for (float value : map.values) {
    const Color color =
        color_map == ColorMap::viridis ? viridis(value) : interpolate(diverging_anchors, 0.5f * (value + 1));
    picture.rgb.insert(picture.rgb.end(), color.begin(), color.end());
  }
  return picture;
}

image::Image color_ramp(bool is_signed, int width_px) {
  HeatMap ramp{.width_px = width_px, .height_px = 1, .is_signed = is_signed, .values = {}};
  for (int x = 0; x < width_px; ++x) {
    const float share = static_cast<float>(x) / static_cast<float>(std::max(width_px - 1, 1));
    ramp.values.push_back(is_signed ? 2 * share - 1 : share);
  }
  return colorize(ramp, default_color_map(ramp));
}

}  // namespace deepcars::explain
