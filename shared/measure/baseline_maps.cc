#include "shared/measure/baseline_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "shared/image/gaussian_blur.h"
#include "shared/random.h"

namespace deepcars::measure {
namespace {

using Input = std::span<const float>;

constexpr std::array table = {
    BaselineMap{.name = "random-pixels",
                .label = "random pixels",
                .is_rival = false,
                .must_be_beaten = false,
                .draw = [](Input, int size_px, std::uint64_t seed) { return random_pixels(size_px, seed); }},
    BaselineMap{.name = "random-blobs",
                .label = "random blobs",
                .is_rival = true,
                .must_be_beaten = true,
                .draw = [](Input, int size_px, std::uint64_t seed) { return random_blobs(size_px, seed); }},
    BaselineMap{.name = "edges",
                .label = "edges",
                .is_rival = true,
                .must_be_beaten = true,
                .draw = [](Input input, int size_px, std::uint64_t) { return edge_map(input, size_px); }},
    BaselineMap{.name = "centre",
                .label = "nearness to the centre",
                .is_rival = true,
                .must_be_beaten = false,
                .draw = [](Input, int size_px, std::uint64_t) { return centre_map(size_px); }},
    BaselineMap{
        .name = "centre-x-edges",
        .label = "edges near the centre",
        .is_rival = true,
        .must_be_beaten = true,
        .draw = [](Input input, int size_px, std::uint64_t) { return centre_times_edges(input, size_px); }},
};

explain::HeatMap blank_map(int size_px) {
  const auto side = static_cast<std::size_t>(size_px);
  return {size_px, size_px, false, std::vector<float>(side * side)};
}

void blur(explain::HeatMap& map, double sigma_px) {
  map.values = image::gaussian_blur(map.values, map.height_px, map.width_px, sigma_px);
}

/// The magnitude of the gradient by Sobel's filter (Sobel and Feldman, 1968). Past the edges the map is mirrored
/// without repeating its border, as by gaussian_blur. Precondition: at least 2 px on each side.
std::vector<float> sobel_magnitudes(const explain::HeatMap& map) {
  const int size = map.width_px;
  const auto mirrored = [size](int i) { return i < 0 ? 1 : i == size ? size - 2 : i; };
  const auto at = [&](int row, int column) {
    return map.values[static_cast<std::size_t>(mirrored(row)) * static_cast<std::size_t>(size) +
                      static_cast<std::size_t>(mirrored(column))];
  };
  std::vector<float> magnitudes;
  magnitudes.reserve(map.values.size());
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const auto column = [&](int i) { return at(y - 1, i) + 2 * at(y, i) + at(y + 1, i); };
      const auto row = [&](int i) { return at(i, x - 1) + 2 * at(i, x) + at(i, x + 1); };
      const float across = column(x + 1) - column(x - 1), down = row(y + 1) - row(y - 1);
      magnitudes.push_back(std::sqrt(across * across + down * down));
    }
  }
  return magnitudes;
}

}  // namespace

std::span<const BaselineMap> baseline_maps() { return table; }

const BaselineMap* find_baseline_map(std::string_view name) {
  const auto found = std::ranges::find(table, name, &BaselineMap::name);
  return found == table.end() ? nullptr : &*found;
}

explain::HeatMap random_pixels(int size_px, std::uint64_t seed) {
  explain::HeatMap map = blank_map(size_px);
  Random random(seed);
  for (float& value : map.values) value = static_cast<float>(random.uniform());
  return map;
}

explain::HeatMap random_blobs(int size_px, std::uint64_t seed) {
  explain::HeatMap map = random_pixels(size_px, seed);
  blur(map, size_px / 28.0);
  const float lowest = *std::min_element(map.values.begin(), map.values.end());
  for (float& value : map.values) value -= lowest;
  return map;
}

explain::HeatMap edge_map(std::span<const float> input, int size_px) {
  explain::HeatMap map = blank_map(size_px);
  const std::size_t plane = map.values.size();
  for (std::size_t i = 0; i < plane; ++i)
    map.values[i] = (input[i] + input[plane + i] + input[2 * plane + i]) / 3;
  map.values = sobel_magnitudes(map);
  blur(map, size_px / 56.0);
  return map;
}

explain::HeatMap centre_map(int size_px) {
  explain::HeatMap map = blank_map(size_px);
  const double middle = (size_px - 1) / 2.0, corner = std::hypot(middle, middle);
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    const auto side = static_cast<std::size_t>(size_px);
    const std::size_t row = i / side, column = i % side;
    const double distance =
        std::hypot(static_cast<double>(column) - middle, static_cast<double>(row) - middle);
    map.values[i] = static_cast<float>(1 - distance / corner);
  }
  return map;
}

explain::HeatMap centre_times_edges(std::span<const float> input, int size_px) {
  explain::HeatMap map = edge_map(input, size_px);
  const explain::HeatMap centre = centre_map(size_px);
  for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] *= centre.values[i];
  return map;
}

}  // namespace deepcars::measure
