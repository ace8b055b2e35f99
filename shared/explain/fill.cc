#include "shared/explain/fill.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "shared/image/gaussian_blur.h"
#include "shared/text.h"

namespace deepcars::explain {

namespace {

struct Row {
  Fill fill;
  std::string_view name, label;
};

constexpr std::array rows = {
    Row{Fill::blurred, "blurred", "the photo, blurred"},
    Row{Fill::mean_color, "mean-color", "its mean colour"},
    Row{Fill::black, "black", "black"},
};

const Row& row_of(Fill fill) {
  return *std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.fill == fill; });
}

}  // namespace

std::string_view name(Fill fill) { return row_of(fill).name; }

std::string_view label(Fill fill) { return row_of(fill).label; }

std::vector<Fill> fills() {
  std::vector<Fill> all;
  for (const Row& row : rows) all.push_back(row.fill);
  return all;
}

std::vector<std::string> names(std::span<const Fill> fills) {
  std::vector<std::string> all;
  for (const Fill fill : fills) all.emplace_back(name(fill));
  return all;
}

Expected<Fill> fill_from_name(std::string_view text) {
  const auto found = std::ranges::find(rows, text, &Row::name);
  if (found != rows.end()) return found->fill;
  return failure(ErrorCode::invalid_argument, "there is no fill \"" + std::string(text) + "\"",
                 "choose one of " + joined(names(fills())));
}

double blur_sigma_px(int size_px) { return size_px / 20.0; }

std::vector<float> filled(std::span<const float> input, const image::InputSpec& spec, Fill fill) {
  if (fill == Fill::blurred)
    return image::gaussian_blur(input, spec.size_px, spec.size_px, blur_sigma_px(spec.size_px));
  std::vector<float> picture(input.size());
  const std::size_t plane = input.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    double color = -spec.mean[c] / spec.std[c];
    if (fill == Fill::mean_color) {
      color = 0;
      for (const float value : input.subspan(c * plane, plane)) color += value;
      color /= static_cast<double>(plane);
    }
    std::fill_n(picture.begin() + static_cast<std::ptrdiff_t>(c * plane), plane, static_cast<float>(color));
  }
  return picture;
}

std::vector<float> hidden(std::span<const float> input, std::span<const float> fill,
                          std::span<const std::uint8_t> mask) {
  std::vector<float> result(input.begin(), input.end());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const float share = static_cast<float>(mask[i % mask.size()]) / 255;
    if (share > 0) result[i] += share * (fill[i] - result[i]);
  }
  return result;
}

}  // namespace deepcars::explain
