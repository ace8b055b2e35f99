#include "native/measure/baseline_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <opencv2/imgproc.hpp>

#include "shared/random.h"

namespace deepcars::measure {
namespace {

using Input = std::span<const float>;

constexpr std::array table = {
    BaselineMap{.name = "random-pixels",
                .is_rival = false,
                .must_be_beaten = false,
                .draw = [](Input, int size_px, std::uint64_t seed) { return random_pixels(size_px, seed); }},
    BaselineMap{.name = "random-blobs",
                .is_rival = true,
                .must_be_beaten = true,
                .draw = [](Input, int size_px, std::uint64_t seed) { return random_blobs(size_px, seed); }},
    BaselineMap{.name = "edges",
                .is_rival = true,
                .must_be_beaten = true,
                .draw = [](Input input, int size_px, std::uint64_t) { return edge_map(input, size_px); }},
    BaselineMap{.name = "centre",
                .is_rival = true,
                .must_be_beaten = false,
                .draw = [](Input, int size_px, std::uint64_t) { return centre_map(size_px); }},
    BaselineMap{
        .name = "centre-x-edges",
        .is_rival = true,
        .must_be_beaten = true,
        .draw = [](Input input, int size_px, std::uint64_t) { return centre_times_edges(input, size_px); }},
};

explain::HeatMap blank_map(int size_px) {
  const auto side = static_cast<std::size_t>(size_px);
  return {size_px, size_px, false, std::vector<float>(side * side)};
}

cv::Mat matrix(explain::HeatMap& map) { return {map.height_px, map.width_px, CV_32F, map.values.data()}; }

}  // namespace

std::span<const BaselineMap> baseline_maps() { return table; }

explain::HeatMap random_pixels(int size_px, std::uint64_t seed) {
  explain::HeatMap map = blank_map(size_px);
  Random random(seed);
  for (float& value : map.values) value = static_cast<float>(random.uniform());
  return map;
}

explain::HeatMap random_blobs(int size_px, std::uint64_t seed) {
  explain::HeatMap map = random_pixels(size_px, seed);
  cv::Mat values = matrix(map);
  cv::GaussianBlur(values, values, {}, size_px / 28.0);
  const float lowest = *std::min_element(map.values.begin(), map.values.end());
  for (float& value : map.values) value -= lowest;
  return map;
}

explain::HeatMap edge_map(std::span<const float> input, int size_px) {
  explain::HeatMap map = blank_map(size_px);
  const std::size_t plane = map.values.size();
  for (std::size_t i = 0; i < plane; ++i)
    map.values[i] = (input[i] + input[plane + i] + input[2 * plane + i]) / 3;
  cv::Mat values = matrix(map), across, down;
  cv::Sobel(values, across, CV_32F, 1, 0);
  cv::Sobel(values, down, CV_32F, 0, 1);
  cv::magnitude(across, down, values);
  cv::GaussianBlur(values, values, {}, size_px / 56.0);
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
