#include "shared/image/mark.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "shared/image/crop.h"

namespace deepcars::image {
namespace {

using Color = std::array<std::uint8_t, 3>;

/// A form with its inks.
struct Drawing {
  MarkFormInfo info;
  Color light, dark;
};

constexpr std::array drawings = {
    Drawing{{MarkForm::ring, "ring"}, {255, 255, 255}, {0, 0, 0}},
    Drawing{{MarkForm::cross, "cross"}, {255, 230, 0}, {204, 0, 0}},
    Drawing{{MarkForm::checker, "checker"}, {255, 0, 255}, {0, 230, 0}},
};

constexpr std::array forms = {drawings[0].info, drawings[1].info, drawings[2].info};

const Drawing& drawing(MarkForm form) {
  return *std::find_if(drawings.begin(), drawings.end(),
                       [&](const Drawing& row) { return row.info.form == form; });
}

enum class Ink { none, light, dark };

/// The ink at a point of the mark, -1..1 across and down.
Ink ink_at(MarkForm form, double across, double down) {
  switch (form) {
    case MarkForm::ring: {
      const double radius = std::hypot(across, down);
      if (radius > 1) return Ink::none;
      return radius > 0.35 && radius < 0.7 ? Ink::light : Ink::dark;
    }
    case MarkForm::cross:
      return std::min(std::abs(across - down), std::abs(across + down)) < 0.4 ? Ink::light : Ink::dark;
    case MarkForm::checker: {
      const auto square = [](double at) { return static_cast<int>(std::floor(2 * at + 2)); };
      return (square(across) + square(down)) % 2 == 0 ? Ink::light : Ink::dark;
    }
  }
  return Ink::none;
}

struct Span {
  double low, high;
};

/// Where a mark of this size with this centre lies in one direction.
Span extent(double centre, double size) {
  const double low = std::clamp(centre - size / 2, 0.0, 1.0 - size);
  return {low, low + size};
}

struct PixelSpan {
  int first, end;

  int count() const { return end - first; }
};

/// The pixels of `count` that the span touches.
PixelSpan touched(Span span, int count) {
  const int first = std::clamp(static_cast<int>(std::floor(span.low * count)), 0, count - 1);
  return {first, std::clamp(static_cast<int>(std::ceil(span.high * count)), first + 1, count)};
}

/// The pixels of a photo that a mark's region touches.
struct PixelBox {
  PixelSpan columns, rows;
};

PixelBox touched_pixels(const PlacedMark& placed, int height_px, int width_px) {
  const UnitBox box = region(placed);
  return {.columns = touched({box.left, box.right}, width_px),
          .rows = touched({box.top, box.bottom}, height_px)};
}

/// Where the three values of a pixel begin.
std::ptrdiff_t offset(const Image& photo, int y, int x) {
  return 3 * (static_cast<std::ptrdiff_t>(y) * photo.width_px + x);
}

/// Where a pixel's centre lies in the span, -1..1.
double position(int pixel, int count, Span span) {
  return 2 * ((pixel + 0.5) / count - span.low) / (span.high - span.low) - 1;
}

}  // namespace

std::span<const MarkFormInfo> mark_forms() { return forms; }

std::string_view name(MarkForm form) { return drawing(form).info.name; }

UnitBox region(const PlacedMark& placed) {
  const Span across = extent(placed.centre.x, placed.mark.size),
             down = extent(placed.centre.y, placed.mark.size);
  return {.left = across.low, .top = down.low, .right = across.high, .bottom = down.high};
}

std::vector<bool> region_mask(const PlacedMark& placed, int height_px, int width_px) {
  const auto [columns, rows] = touched_pixels(placed, height_px, width_px);
  std::vector<bool> mask(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), false);
  for (int y = rows.first; y < rows.end; ++y) {
    const auto row = mask.begin() + static_cast<std::ptrdiff_t>(y) * width_px;
    std::fill(row + columns.first, row + columns.end, true);
  }
  return mask;
}

void draw_mark(Image& photo, const PlacedMark& placed) {
  const UnitBox box = region(placed);
  const Span across = {box.left, box.right}, down = {box.top, box.bottom};
  const auto [columns, rows] = touched_pixels(placed, photo.height_px, photo.width_px);
  const double opacity = placed.mark.opacity;
  const Drawing& inks = drawing(placed.mark.form);
  for (int y = rows.first; y < rows.end; ++y) {
    const double at_down = position(y, photo.height_px, down);
    for (int x = columns.first; x < columns.end; ++x) {
      const double at_across = position(x, photo.width_px, across);
      if (std::max(std::abs(at_across), std::abs(at_down)) > 1) continue;
      const Ink ink = ink_at(placed.mark.form, at_across, at_down);
      if (ink == Ink::none) continue;
      const Color& color = ink == Ink::light ? inks.light : inks.dark;
      std::uint8_t* pixel = photo.rgb.data() + offset(photo, y, x);
      for (std::size_t c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::lround((1 - opacity) * pixel[c] + opacity * color[c]));
      }
    }
  }
}

Image part_under_mark(const Image& photo, const PlacedMark& placed) {
  const auto [columns, rows] = touched_pixels(placed, photo.height_px, photo.width_px);
  return cut(photo, columns.first, rows.first, columns.count(), rows.count());
}

void remove_mark(Image& photo, const PlacedMark& placed, const Image& under) {
  const auto [columns, rows] = touched_pixels(placed, photo.height_px, photo.width_px);
  for (int y = 0; y < rows.count(); ++y) {
    const auto row = under.rgb.begin() + offset(under, y, 0);
    std::copy(row, row + 3 * columns.count(),
              photo.rgb.begin() + offset(photo, rows.first + y, columns.first));
  }
}

}  // namespace deepcars::image
