// The marks of a planted cue: what they change, and whether it can be seen.
#include "shared/image/mark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace deepcars::image {
namespace {

constexpr int width_px = 90, height_px = 60;

Image plain(std::uint8_t value) {
  return {width_px, height_px, std::vector<std::uint8_t>(3 * width_px * height_px, value)};
}

/// By how much the most changed pixel changes in its most changed channel; per pixel.
std::vector<int> changes(const Image& before, const Image& after) {
  std::vector<int> largest;
  for (std::size_t i = 0; i < before.rgb.size(); i += 3) {
    int change = 0;
    for (std::size_t c = i; c < i + 3; ++c) change = std::max(change, std::abs(before.rgb[c] - after.rgb[c]));
    largest.push_back(change);
  }
  return largest;
}

std::vector<int> changes_by(const PlacedMark& placed, std::uint8_t background) {
  Image marked = plain(background);
  draw_mark(marked, placed);
  return changes(plain(background), marked);
}

TEST(Mark, TheRegionHoldsEveryPixelThatItChanges) {
  for (const MarkFormInfo& form : mark_forms()) {
    for (const UnitPoint centre :
         {UnitPoint{0.5, 0.5}, UnitPoint{0, 0}, UnitPoint{1, 1}, UnitPoint{0.313, 0.777}}) {
      for (const double size : {0.02, 0.12, 0.333}) {
        const PlacedMark placed = {.mark = {.form = form.form, .size = size, .opacity = 1}, .centre = centre};
        const auto changed = changes_by(placed, 128);
        const auto mask = region_mask(placed, height_px, width_px);
        ASSERT_EQ(mask.size(), changed.size());
        const auto inside = std::count(mask.begin(), mask.end(), true);
        const bool larger_than_a_pixel = size > 0.1;
        if (larger_than_a_pixel) {
          EXPECT_GT(std::count_if(changed.begin(), changed.end(), [](int c) { return c > 0; }), inside / 2)
              << form.name << " at " << centre.x << " of size " << size;
        }
        for (std::size_t i = 0; i < mask.size(); ++i)
          ASSERT_TRUE(mask[i] || changed[i] == 0)
              << form.name << " at " << centre.x << " changes pixel " << i;
      }
    }
  }
}

TEST(Mark, EveryFormShowsOnBlackGreyAndWhite) {
  for (const MarkFormInfo& form : mark_forms()) {
    const PlacedMark placed = {.mark = {.form = form.form, .size = 0.3, .opacity = 1}, .centre = {0.5, 0.5}};
    const auto mask = region_mask(placed, height_px, width_px);
    const auto area = static_cast<double>(std::count(mask.begin(), mask.end(), true));
    for (const std::uint8_t background : {0, 128, 255}) {
      const auto changed = changes_by(placed, background);
      const auto strongly = std::count_if(changed.begin(), changed.end(), [](int c) { return c >= 100; });
      EXPECT_GT(static_cast<double>(strongly) / area, 0.2) << form.name << " on " << int{background};
    }
  }
}

TEST(Mark, FormsDiffer) {
  std::vector<std::vector<std::uint8_t>> pictures;
  for (const MarkFormInfo& form : mark_forms()) {
    Image photo = plain(128);
    draw_mark(photo, {.mark = {.form = form.form, .size = 0.3, .opacity = 1}, .centre = {0.5, 0.5}});
    EXPECT_EQ(std::count(pictures.begin(), pictures.end(), photo.rgb), 0) << form.name;
    pictures.push_back(photo.rgb);
    EXPECT_EQ(name(form.form), form.name);
  }
}

TEST(Mark, OpacityIsTheShareOfTheChange) {
  const auto strongest = [](double opacity) {
    const auto changed = changes_by(
        {.mark = {.form = MarkForm::cross, .size = 0.3, .opacity = opacity}, .centre = {0.5, 0.5}}, 0);
    return *std::max_element(changed.begin(), changed.end());
  };
  EXPECT_EQ(strongest(1), 255);
  EXPECT_NEAR(strongest(0.4), 102, 1);
}

TEST(Mark, MovesIntoThePhotoWhereItWouldHangOut) {
  const UnitBox box = region({.mark = {.size = 0.2}, .centre = {.x = 0.02, .y = 0.99}});
  EXPECT_DOUBLE_EQ(box.left, 0);
  EXPECT_DOUBLE_EQ(box.right, 0.2);
  EXPECT_DOUBLE_EQ(box.top, 0.8);
  EXPECT_DOUBLE_EQ(box.bottom, 1);
}

TEST(Mark, IsTakenOffToTheLastBit) {
  Image photo = plain(0);
  for (std::size_t i = 0; i < photo.rgb.size(); ++i) photo.rgb[i] = static_cast<std::uint8_t>(i * 7);
  const std::vector<std::uint8_t> before = photo.rgb;
  for (const MarkFormInfo& form : mark_forms()) {
    for (const UnitPoint centre : {UnitPoint{0.5, 0.5}, UnitPoint{0, 1}, UnitPoint{0.313, 0.777}}) {
      const PlacedMark placed = {.mark = {.form = form.form, .size = 0.17, .opacity = 1}, .centre = centre};
      const Image under = part_under_mark(photo, placed);
      const auto mask = region_mask(placed, height_px, width_px);
      EXPECT_EQ(under.width_px * under.height_px, std::count(mask.begin(), mask.end(), true));
      draw_mark(photo, placed);
      EXPECT_NE(photo.rgb, before) << form.name;
      remove_mark(photo, placed, under);
      EXPECT_EQ(photo.rgb, before) << form.name << " at " << centre.x;
    }
  }
}

TEST(Mark, FitsOnTheSmallestPhoto) {
  Image dot{1, 1, {128, 128, 128}};
  draw_mark(dot, {.mark = {.form = MarkForm::checker, .size = 0.5}, .centre = {0.5, 0.5}});
  EXPECT_EQ(region_mask({.mark = {.size = 0.5}, .centre = {}}, 1, 1), std::vector<bool>{true});
}

}  // namespace
}  // namespace deepcars::image
