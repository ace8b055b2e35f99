#include "shared/explain/place.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <numeric>

#include "shared/explain/legend.h"
#include "shared/explain/tile_grid.h"
#include "shared/order.h"

namespace deepcars::explain {
namespace {

constexpr int thirds = 3;
/// A part of the photo is named if it holds at least this share of the weight in question.
constexpr double mostly = 0.5, mostly_of_a_third = 0.6;

/// "3.1 %", "14 %".
std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.*f %%", share < 0.0995 ? 1 : 0, 100 * share);
  return text;
}

/// The pixels of largest magnitude that together hold half of the weight, and those that are as large as the last of them;
/// the rest is zero. pixels is how many are needed.
HeatMap heavier_half(const HeatMap& map, std::size_t& pixels) {
  std::vector<float> weights;
  double total = 0, sum = 0;
  for (const float value : map.values) {
    weights.push_back(std::abs(value));
    total += weights.back();
  }
  std::sort(weights.begin(), weights.end(), Descending{});
  for (pixels = 0; pixels < weights.size() && sum < total / 2; ++pixels) sum += weights[pixels];
  HeatMap half = map;
  if (pixels == 0) return half;
  const float least = weights[pixels - 1];
  for (float& value : half.values)
    if (std::abs(value) < least) value = 0;
  return half;
}

std::string where(const HeatMap& half) {
  static constexpr std::array<const char*, thirds * thirds> cells = {
      "upper left",          "upper middle", "upper right",  "left of the middle", "in the middle",
      "right of the middle", "lower left",   "lower middle", "lower right"};
  static constexpr std::array<const char*, thirds> rows = {"in the upper third", "at middle height",
                                                           "in the lower third"};
  static constexpr std::array<const char*, thirds> columns = {"in the left third", "between left and right",
                                                              "in the right third"};
  const std::vector<double> shares = weight_shares(half, thirds, thirds);
  const auto largest = std::max_element(shares.begin(), shares.end());
  if (*largest >= mostly)
    return std::string("mostly ") + cells[static_cast<std::size_t>(largest - shares.begin())];
  for (std::size_t i = 0; i < thirds; ++i) {
    const double row = shares[thirds * i] + shares[thirds * i + 1] + shares[thirds * i + 2];
    const double column = shares[i] + shares[thirds + i] + shares[2 * thirds + i];
    if (row >= mostly_of_a_third) return std::string("mostly ") + rows[i];
    if (column >= mostly_of_a_third) return std::string("mostly ") + columns[i];
  }
  return "spread over the photo";
}

/// Adds each value to the sum of its tile, of rows * columns tiles counted row by row; of(value) is what is added.
std::vector<double> tile_sums(const HeatMap& map, int rows, int columns,
                              const std::function<double(float)>& of) {
  std::vector<double> sums(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  std::size_t i = 0;
  for (int y = 0; y < map.height_px; ++y) {
    for (int x = 0; x < map.width_px; ++x) {
      const int tile = y * rows / map.height_px * columns + x * columns / map.width_px;
      sums[static_cast<std::size_t>(tile)] += of(map.values[i++]);
    }
  }
  return sums;
}

/// What the map says of each tile in the target's unit: the mean of what places do, the sum of what pixels do.
std::vector<double> tile_amounts(const Method& method, const HeatMap& map) {
  const auto sums = [&](const std::function<double(float)>& of) {
    return tile_sums(map, tiles_per_side, tiles_per_side, of);
  };
  std::vector<double> amounts = sums([](float value) { return value; });
  if (method.values == ValueKind::per_pixel) return amounts;
  const std::vector<double> pixels = sums([](float) { return 1.0; });
  for (std::size_t t = 0; t < amounts.size(); ++t) amounts[t] /= std::max(pixels[t], 1.0);
  return amounts;
}

std::string with_sign(double amount) { return (amount < 0 ? "-" : "+") + magnitude_text(std::abs(amount)); }

/// "+6.1", "-12", "0.0": short enough for a tile.
std::string brief(double amount) {
  if (std::abs(amount) < 0.05) return "0.0";
  char text[16];
  std::snprintf(text, sizeof text, "%+.*f", std::abs(amount) < 9.95 ? 1 : 0, amount);
  return text;
}

TileWords amount_words(const Method& method, const Target& target, const std::string& what, double amount) {
  const std::string size = magnitude_text(std::abs(amount));
  if (target.kind != Target::Kind::expected_year) {
    return {.brief = brief(amount),
            .sentence = std::string("This place speaks ") + (amount < 0 ? "against " : "for ") + what +
                        " by " + size + " logits."};
  }
  std::string sentence = std::string("This place makes the answer ") + (amount < 0 ? "older" : "newer") +
                         " by " + size + " years";
  if (method.values == ValueKind::hiding_effect)
    sentence += ": hiding it moves the answer by " + with_sign(-amount) + " years";
  return {.brief = brief(amount), .sentence = sentence + "."};
}

}  // namespace

std::optional<Place> place(const HeatMap& map) {
  std::size_t pixels = 0;
  const HeatMap half = heavier_half(map, pixels);
  if (pixels == 0) return std::nullopt;
  return Place{.area = static_cast<double>(pixels) / static_cast<double>(map.values.size()),
               .where = where(half)};
}

std::string place_sentence(const HeatMap& map) {
  const std::optional<Place> found = place(map);
  if (!found) return "The map is zero everywhere.";
  return "Half of the map's weight lies in " + percent(found->area) + " of the photo, " + found->where + ".";
}

std::vector<double> weight_shares(const HeatMap& map, int rows, int columns) {
  std::vector<double> shares = tile_sums(map, rows, columns, [](float value) { return std::abs(value); });
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (total > 0)
    for (double& share : shares) share /= total;
  return shares;
}

std::vector<TileWords> tile_words(const Method& method, const Target& target,
                                  const std::string& what_is_explained, const HeatMap& map) {
  std::vector<TileWords> words;
  const bool has_amounts = method.is_signed && method.values != ValueKind::slope;
  if (has_amounts) {
    for (const double amount : tile_amounts(method, map))
      words.push_back(amount_words(method, target, what_is_explained, amount));
    return words;
  }
  for (const double share : weight_shares(map, tiles_per_side, tiles_per_side))
    words.push_back(
        {.brief = percent(share), .sentence = percent(share) + " of the map's weight lies here."});
  return words;
}

}  // namespace deepcars::explain
