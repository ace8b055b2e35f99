// Maps that know nothing of the network: what an explanation has to beat.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/explain/heat_map.h"

namespace deepcars::measure {

/// One row of the table. Every map has values >= 0, larger where it says that a pixel matters more.
struct BaselineMap {
  std::string_view name;   ///< In JSON and CSV; no method has it.
  std::string_view label;  ///< For people, in the plural or without number.
  /// Whether the methods' areas are compared with this map's.
  bool is_rival;
  /// Whether a method must be ahead of it, to count as an explanation.
  bool must_be_beaten;
  /// input is [3, size_px, size_px]; the same map for the same input and seed on every platform.
  explain::HeatMap (*draw)(std::span<const float> input, int size_px, std::uint64_t seed);
};

/// random-pixels, random-blobs, edges, centre, centre-x-edges.
std::span<const BaselineMap> baseline_maps();

/// The row with this name, or null.
const BaselineMap* find_baseline_map(std::string_view name);

/// Single pixels: uniform values 0..1.
explain::HeatMap random_pixels(int size_px, std::uint64_t seed);

/// Noise, blurred by a Gaussian of size_px / 28 (8 px of 224) and shifted to be >= 0: blobs as smooth as the
/// maps of many methods. Scattered pixels break a picture whatever they mean, so random pixels are a rival
/// only for maps that are themselves scattered.
explain::HeatMap random_blobs(int size_px, std::uint64_t seed);

/// The magnitude of the brightness' gradient by Sobel's filter, blurred by a Gaussian of size_px / 56 (4 px
/// of 224): where the photo has detail.
explain::HeatMap edge_map(std::span<const float> input, int size_px);

/// Falls with the distance from the centre, 1 there and 0 in the corners: photographers put the car in the
/// middle.
explain::HeatMap centre_map(int size_px);

/// centre_map times edge_map.
explain::HeatMap centre_times_edges(std::span<const float> input, int size_px);

}  // namespace deepcars::measure
