#include "shared/image/color_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace deepcars::image {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Matrix = std::array<std::array<double, 3>, 3>;
/// Linear light 0..65535 of each of the values 0..255.
using Curve = std::array<std::int64_t, 256>;

constexpr double full_light = 65'535;
// A profile that differs less from sRGB, in the matrix or in linear light 0..1, is taken for it.
constexpr double same_as_srgb = 0.02;

/// From the profile connection space, XYZ under D50, to linear sRGB.
constexpr Matrix srgb_from_xyz = {{{3.1338561, -1.6168667, -0.4906146},
                                   {-0.9787684, 1.9161415, 0.0334540},
                                   {0.0719453, -0.2289914, 1.4052427}}};

std::uint32_t number(Bytes bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + static_cast<std::size_t>(i)];
  return value;
}

/// s15Fixed16Number.
double fixed_point(Bytes bytes, std::size_t at) {
  return static_cast<std::int32_t>(number(bytes, at, 4)) / 65536.0;
}

std::string_view letters(Bytes bytes, std::size_t at) {
  return {reinterpret_cast<const char*>(bytes.data()) + at, 4};
}

/// The data of a tag; empty if the profile lacks it.
Bytes tag(Bytes profile, std::string_view name) {
  constexpr std::size_t header_bytes = 128, entry_bytes = 12;
  const std::size_t entries = number(profile, header_bytes, 4);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = header_bytes + 4 + i * entry_bytes;
    if (entry + entry_bytes > profile.size()) break;
    const std::size_t offset = number(profile, entry + 4, 4), size = number(profile, entry + 8, 4);
    if (letters(profile, entry) != name) continue;
    if (offset > profile.size() || size > profile.size() - offset) break;
    return profile.subspan(offset, size);
  }
  return {};
}

/// parametricCurveType: the light of a value, both 0..1.
std::optional<double> parametric(Bytes data, double value) {
  constexpr std::array<std::size_t, 5> parameters = {1, 3, 4, 5, 7};
  const std::size_t kind = number(data, 8, 2);
  if (kind >= parameters.size() || data.size() < 12 + 4 * parameters[kind]) return std::nullopt;
  std::array<double, 7> p = {1, 1, 0, 0, 0, 0, 0};  // g a b c d e f
  for (std::size_t i = 0; i < parameters[kind]; ++i) p[i] = fixed_point(data, 12 + 4 * i);
  const double power = std::pow(std::max(0.0, p[1] * value + p[2]), p[0]);
  const bool is_curved = kind >= 3 ? value >= p[4] : p[1] * value + p[2] >= 0;
  if (kind <= 1) return is_curved ? power : 0;
  if (kind == 2) return is_curved ? power + p[3] : p[3];
  return is_curved ? power + p[5] : p[3] * value + p[6];
}

/// curveType: a gamma or a table.
std::optional<double> sampled(Bytes data, double value) {
  const std::size_t count = number(data, 8, 4);
  if (count == 0) return value;
  if (count > (data.size() - 12) / 2) return std::nullopt;
  if (count == 1) return std::pow(value, number(data, 12, 2) / 256.0);
  const double position = value * static_cast<double>(count - 1);
  const auto below = std::min(static_cast<std::size_t>(position), count - 2);
  const double share = position - static_cast<double>(below);
  return ((1 - share) * number(data, 12 + 2 * below, 2) + share * number(data, 14 + 2 * below, 2)) /
         full_light;
}

std::optional<Curve> read_curve(Bytes data) {
  if (data.size() < 12) return std::nullopt;
  const bool is_parametric = letters(data, 0) == "para";
  if (!is_parametric && letters(data, 0) != "curv") return std::nullopt;
  Curve curve;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double value = static_cast<double>(i) / 255;
    const auto light = is_parametric ? parametric(data, value) : sampled(data, value);
    if (!light || std::isnan(*light)) return std::nullopt;
    curve[i] = std::llround(full_light * std::clamp(*light, 0.0, 1.0));
  }
  return curve;
}

/// What a profile says, with the matrix to linear sRGB.
struct Profile {
  std::array<Curve, 3> curves;
  Matrix to_srgb;
};

std::optional<Profile> read_profile(Bytes icc) {
  constexpr std::size_t smallest = 132, color_space = 16, connection_space = 20;
  if (icc.size() < smallest || letters(icc, color_space) != "RGB " ||
      letters(icc, connection_space) != "XYZ ")
    return std::nullopt;
  if (!tag(icc, "A2B0").empty()) return std::nullopt;  // A table says more than the matrix beside it.
  Profile profile = {};
  constexpr std::array<std::string_view, 3> columns = {"rXYZ", "gXYZ", "bXYZ"},
                                            curves = {"rTRC", "gTRC", "bTRC"};
  for (std::size_t c = 0; c < 3; ++c) {
    const Bytes column = tag(icc, columns[c]);
    const auto curve = read_curve(tag(icc, curves[c]));
    if (column.size() < 20 || !curve) return std::nullopt;
    profile.curves[c] = *curve;
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t i = 0; i < 3; ++i)
        profile.to_srgb[row][c] += srgb_from_xyz[row][i] * fixed_point(column, 8 + 4 * i);
    }
  }
  return profile;
}

double srgb_light(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

bool is_nearly_srgb(const Profile& profile) {
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (std::abs(profile.to_srgb[row][c] - (row == c ? 1 : 0)) > same_as_srgb) return false;
    }
    for (std::size_t i = 0; i < 256; ++i) {
      const double light = static_cast<double>(profile.curves[row][i]) / full_light;
      if (std::abs(light - srgb_light(static_cast<double>(i) / 255)) > same_as_srgb) return false;
    }
  }
  return true;
}

/// The sRGB value of each linear light 0..65535.
const std::vector<std::uint8_t>& srgb_values() {
  static const std::vector<std::uint8_t> values = [] {
    std::vector<std::uint8_t> all;
    for (int light = 0; light <= static_cast<int>(full_light); ++light) {
      // As many steps up as there are values whose lower half step is reached.
      std::size_t value = all.empty() ? 0 : all.back();
      while (value < 255 && light > full_light * srgb_light((static_cast<double>(value) + 0.5) / 255))
        ++value;
      all.push_back(static_cast<std::uint8_t>(value));
    }
    return all;
  }();
  return values;
}

}  // namespace

bool convert_to_srgb(Image& picture, Bytes icc_profile) {
  const auto profile = read_profile(icc_profile);
  if (!profile || is_nearly_srgb(*profile)) return false;
  constexpr int fraction_bits = 14;
  constexpr double largest_factor = 100;
  std::array<std::array<std::int64_t, 3>, 3> matrix;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double factor = std::clamp(profile->to_srgb[row][c], -largest_factor, largest_factor);
      matrix[row][c] = std::llround(factor * (1 << fraction_bits));
    }
  }
  const std::vector<std::uint8_t>& values = srgb_values();
  for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
    std::array<std::int64_t, 3> light;
    for (std::size_t c = 0; c < 3; ++c) light[c] = profile->curves[c][picture.rgb[i + c]];
    for (std::size_t row = 0; row < 3; ++row) {
      const std::int64_t sum =
          matrix[row][0] * light[0] + matrix[row][1] * light[1] + matrix[row][2] * light[2];
      const std::int64_t rounded = (sum + (1 << (fraction_bits - 1))) >> fraction_bits;
      picture.rgb[i + row] = values[static_cast<std::size_t>(std::clamp<std::int64_t>(rounded, 0, 65'535))];
    }
  }
  return true;
}

}  // namespace deepcars::image
