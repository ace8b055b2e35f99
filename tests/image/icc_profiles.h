// ICC profiles (ICC.1:2022) of a matrix and curves, made in memory.
#pragma once

#include <array>

#include "tests/image/image_files.h"

namespace deepcars::image {

/// XYZ under D50 of red, green and blue.
using Columns = std::array<std::array<double, 3>, 3>;

inline constexpr Columns display_p3 = {
    {{0.515102, 0.241182, -0.001050}, {0.291965, 0.692236, 0.041885}, {0.157153, 0.066582, 0.784378}}};
inline constexpr Columns adobe_rgb = {
    {{0.609741, 0.311111, 0.019470}, {0.205276, 0.625671, 0.060867}, {0.149185, 0.063217, 0.744568}}};
inline constexpr Columns srgb = {
    {{0.436066, 0.222488, 0.013916}, {0.385147, 0.716873, 0.097076}, {0.143066, 0.060608, 0.714096}}};

/// A profile of these columns and a curve for all three channels.
Bytes profile(const Columns& columns, const Bytes& curve);

/// parametricCurveType 3 with the curve of sRGB.
Bytes srgb_curve();

/// curveType with one gamma.
Bytes gamma_curve(double gamma);

/// The JPEG with that profile.
Bytes with_icc_profile(Bytes jpeg, const Bytes& icc);

}  // namespace deepcars::image
